-- What governance needs: methods and deliverables, requests and comments, boards, gates, decisions.

create table method_element_version (
    method varchar not null,
    code varchar not null,
    kind varchar not null,
    number bigint not null,
    name varchar not null,
    within varchar not null,
    description varchar,
    is_required boolean not null,
    from_cost decimal(18,4),
    from_risk_pct double,
    duration_share double,
    written_by bigint not null,
    ended_by bigint
);

create view method_element as
select method, code, kind, number, name, within, description, is_required, from_cost,
from_risk_pct, duration_share
from method_element_version
where ended_by is null;

create table adoption_version (
    project varchar not null,
    method varchar not null,
    revision bigint not null,
    adopted_on date not null,
    recommended varchar,
    reason varchar,
    written_by bigint not null,
    ended_by bigint
);

create view adoption as
select project, method, revision, adopted_on, recommended, reason
from adoption_version
where ended_by is null;

create table deliverable_version (
    project varchar not null,
    code varchar not null,
    name varchar not null,
    gate varchar not null,
    is_required boolean not null,
    due_on date,
    delivered_on date,
    accepted_by varchar,
    reference varchar,
    written_by bigint not null,
    ended_by bigint
);

create view deliverable as
select project, code, name, gate, is_required, due_on, delivered_on, accepted_by, reference
from deliverable_version
where ended_by is null;

create table request_version (
    code varchar not null,
    name varchar not null,
    state varchar not null,
    author varchar not null,
    kind varchar,
    problem varchar,
    outcome varchar,
    sponsor varchar,
    department varchar,
    portfolio varchar,
    earliest_start date,
    duration_months bigint,
    deadline date,
    deadline_reason varchar,
    mandatory_reason varchar,
    risks varchar,
    depends_on varchar,
    figures varchar,
    step bigint not null,
    submitted_on date,
    state_on date,
    state_reason varchar,
    project varchar,
    written_by bigint not null,
    ended_by bigint
);

create view request as
select code, name, state, author, kind, problem, outcome, sponsor, department, portfolio,
earliest_start, duration_months, deadline, deadline_reason, mandatory_reason, risks, depends_on,
figures, step, submitted_on, state_on, state_reason, project
from request_version
where ended_by is null;

create table comment_version (
    about varchar not null,
    code varchar not null,
    made_at timestamp not null,
    author varchar not null,
    text varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view comment as
select about, code, made_at, author, text
from comment_version
where ended_by is null;

create table board_version (
    code varchar not null,
    name varchar not null,
    portfolio varchar,
    quorum bigint not null,
    mandate decimal(18,4),
    above varchar,
    every_days bigint,
    written_by bigint not null,
    ended_by bigint
);

create view board as
select code, name, portfolio, quorum, mandate, above, every_days
from board_version
where ended_by is null;

create table board_member_version (
    board varchar not null,
    member varchar not null,
    position varchar not null,
    from_on date,
    until_on date,
    written_by bigint not null,
    ended_by bigint
);

create view board_member as
select board, member, position, from_on, until_on
from board_member_version
where ended_by is null;

create table gate_version (
    project varchar not null,
    gate varchar not null,
    name varchar,
    number bigint not null,
    is_required boolean not null,
    due_on date,
    held_on date,
    board varchar,
    outcome varchar,
    written_by bigint not null,
    ended_by bigint
);

create view gate as
select project, gate, name, number, is_required, due_on, held_on, board, outcome
from gate_version
where ended_by is null;

create table meeting_version (
    board varchar not null,
    held_on date not null,
    place varchar,
    present varchar,
    note varchar,
    closed_on date,
    written_by bigint not null,
    ended_by bigint
);

create view meeting as
select board, held_on, place, present, note, closed_on
from meeting_version
where ended_by is null;

create table agenda_item_version (
    board varchar not null,
    held_on date not null,
    about varchar not null,
    project varchar not null,
    subject varchar not null,
    number bigint not null,
    minutes bigint,
    presenter varchar,
    written_by bigint not null,
    ended_by bigint
);

create view agenda_item as
select board, held_on, about, project, subject, number, minutes, presenter
from agenda_item_version
where ended_by is null;

create table decision_version (
    code varchar not null,
    board varchar not null,
    decided_on date not null,
    about varchar not null,
    project varchar,
    subject varchar not null,
    outcome varchar not null,
    reason varchar not null,
    amount decimal(18,4),
    recorded_by varchar not null,
    recorded_at timestamp not null,
    supersedes varchar,
    written_by bigint not null,
    ended_by bigint
);

create view decision as
select code, board, decided_on, about, project, subject, outcome, reason, amount, recorded_by,
recorded_at, supersedes
from decision_version
where ended_by is null;

create table vote_version (
    decision varchar not null,
    member varchar not null,
    vote varchar not null,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view vote as
select decision, member, vote, comment
from vote_version
where ended_by is null;

create table condition_version (
    decision varchar not null,
    number bigint not null,
    text varchar not null,
    owner varchar not null,
    due_on date not null,
    met_on date,
    evidence varchar,
    written_by bigint not null,
    ended_by bigint
);

create view condition as
select decision, number, text, owner, due_on, met_on, evidence
from condition_version
where ended_by is null;

-- Criteria get a threshold, and some must be met: the table is built anew.
create table criterion_before as
select code, name, direction, weight, scale_min, scale_max, levels, part, written_by, ended_by
from criterion_version;

drop view criterion;

drop table criterion_version;

create table criterion_version (
    code varchar not null,
    name varchar not null,
    direction varchar not null,
    weight double not null,
    scale_min double not null,
    scale_max double not null,
    levels varchar,
    part varchar,
    is_mandatory boolean not null,
    threshold double,
    written_by bigint not null,
    ended_by bigint
);

insert into criterion_version
select
    code, name, direction, weight, scale_min, scale_max, levels, part, false, null, written_by,
    ended_by
from criterion_before;

drop table criterion_before;

create view criterion as
select
    code, name, direction, weight, scale_min, scale_max, levels, part, is_mandatory, threshold
from criterion_version
where ended_by is null;
