-- What plans and standards need: charters, baselines and changes, policies, coding structures, templates,
-- precedence, risks, communication.

create table charter_version (
    project varchar not null,
    purpose varchar,
    scope_in varchar,
    scope_out varchar,
    deliverables varchar,
    milestones varchar,
    budget decimal(18,4),
    roles varchar,
    risks varchar,
    assumptions varchar,
    method varchar,
    author varchar,
    written_by bigint not null,
    ended_by bigint
);

create view charter as
select project, purpose, scope_in, scope_out, deliverables, milestones, budget, roles, risks,
assumptions, method, author
from charter_version
where ended_by is null;

create table charter_approval_version (
    project varchar not null,
    position varchar not null,
    charter_hash varchar not null,
    approver varchar not null,
    approved_at timestamp not null,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view charter_approval as
select project, position, charter_hash, approver, approved_at, comment
from charter_approval_version
where ended_by is null;

create table baseline_version (
    project varchar not null,
    number bigint not null,
    approved_on date not null,
    planned_start date,
    planned_finish date,
    planned_cost decimal(18,4),
    currency varchar,
    scope varchar,
    reason varchar,
    decision varchar,
    written_by bigint not null,
    ended_by bigint
);

create view baseline as
select project, number, approved_on, planned_start, planned_finish, planned_cost, currency, scope,
reason, decision
from baseline_version
where ended_by is null;

create table change_request_version (
    code varchar not null,
    project varchar not null,
    name varchar not null,
    reason varchar not null,
    description varchar,
    scope_added varchar,
    scope_removed varchar,
    cost_delta decimal(18,4),
    finish_delta_days bigint,
    benefit_delta decimal(18,4),
    hours_delta decimal(18,4),
    role varchar,
    impact varchar,
    author varchar not null,
    state varchar not null,
    submitted_on date,
    decision varchar,
    written_by bigint not null,
    ended_by bigint
);

create view change_request as
select code, project, name, reason, description, scope_added, scope_removed, cost_delta,
finish_delta_days, benefit_delta, hours_delta, role, impact, author, state, submitted_on, decision
from change_request_version
where ended_by is null;

create table policy_version (
    code varchar not null,
    name varchar not null,
    kind varchar not null,
    version varchar not null,
    owner varchar,
    valid_from date,
    review_on date,
    readers varchar,
    text varchar,
    written_by bigint not null,
    ended_by bigint
);

create view policy as
select code, name, kind, version, owner, valid_from, review_on, readers, text
from policy_version
where ended_by is null;

create table acknowledgement_version (
    policy varchar not null,
    version varchar not null,
    person varchar not null,
    acknowledged_on date not null,
    written_by bigint not null,
    ended_by bigint
);

create view acknowledgement as
select policy, version, person, acknowledged_on
from acknowledgement_version
where ended_by is null;

create table attachment_version (
    about varchar not null,
    code varchar not null,
    name varchar not null,
    media_type varchar not null,
    n_bytes bigint not null,
    sha256 varchar not null,
    added_by varchar not null,
    added_at timestamp not null,
    content varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view attachment as
select about, code, name, media_type, n_bytes, sha256, added_by, added_at, content
from attachment_version
where ended_by is null;

create table code_part_version (
    scheme varchar not null,
    number bigint not null,
    name varchar not null,
    kind varchar not null,
    length bigint,
    choices varchar,
    separator varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view code_part as
select scheme, number, name, kind, length, choices, separator
from code_part_version
where ended_by is null;

create table template_version (
    code varchar not null,
    name varchar not null,
    method varchar,
    kind varchar,
    description varchar,
    author varchar,
    written_by bigint not null,
    ended_by bigint
);

create view template as
select code, name, method, kind, description, author
from template_version
where ended_by is null;

create table template_item_version (
    template varchar not null,
    kind varchar not null,
    code varchar not null,
    other varchar not null,
    name varchar,
    offset_days bigint,
    duration_days bigint,
    link varchar,
    hours double,
    share_pct double,
    text varchar,
    written_by bigint not null,
    ended_by bigint
);

create view template_item as
select template, kind, code, other, name, offset_days, duration_days, link, hours, share_pct, text
from template_item_version
where ended_by is null;

create table precedence_version (
    project varchar not null,
    successor varchar not null,
    predecessor varchar not null,
    kind varchar not null,
    lag_days bigint not null,
    written_by bigint not null,
    ended_by bigint
);

create view precedence as
select project, successor, predecessor, kind, lag_days
from precedence_version
where ended_by is null;

create table raid_item_version (
    project varchar not null,
    code varchar not null,
    kind varchar not null,
    name varchar not null,
    description varchar,
    probability_pct double,
    impact_cost decimal(18,4),
    impact_days bigint,
    response varchar,
    owner varchar,
    raised_on date,
    due_on date,
    closed_on date,
    state varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view raid_item as
select project, code, kind, name, description, probability_pct, impact_cost, impact_days, response,
owner, raised_on, due_on, closed_on, state
from raid_item_version
where ended_by is null;

create table communication_version (
    project varchar not null,
    code varchar not null,
    audience varchar not null,
    content varchar,
    owner varchar,
    written_by bigint not null,
    ended_by bigint
);

create view communication as
select project, code, audience, content, owner
from communication_version
where ended_by is null;
