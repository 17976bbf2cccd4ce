-- Lessons and practices; competences, courses and trainings; announcements; the PMO itself.

create table practice_version (
    code varchar not null,
    name varchar not null,
    text varchar not null,
    owner varchar,
    state varchar not null,
    method varchar,
    phase varchar,
    project_type varchar,
    tags varchar,
    since_on date,
    review_on date,
    written_by bigint not null,
    ended_by bigint
);

create view practice as
select code, name, text, owner, state, method, phase, project_type, tags, since_on, review_on
from practice_version
where ended_by is null;

create table practice_adoption_version (
    practice varchar not null,
    department varchar not null,
    status varchar not null,
    reason varchar,
    since_on date,
    stated_by varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view practice_adoption as
select practice, department, status, reason, since_on, stated_by
from practice_adoption_version
where ended_by is null;

create table lesson_version (
    code varchar not null,
    name varchar not null,
    kind varchar not null,
    happened varchar not null,
    effect varchar,
    advice varchar not null,
    project varchar,
    source varchar not null,
    subject varchar not null,
    method varchar,
    phase varchar,
    project_type varchar,
    tags varchar,
    state varchar not null,
    raised_by varchar not null,
    raised_on date not null,
    practice varchar,
    written_by bigint not null,
    ended_by bigint
);

create view lesson as
select code, name, kind, happened, effect, advice, project, source, subject, method, phase,
project_type, tags, state, raised_by, raised_on, practice
from lesson_version
where ended_by is null;

create table lesson_use_version (
    lesson varchar not null,
    place varchar not null,
    subject varchar not null,
    person varchar not null,
    used_as varchar not null,
    used_on date not null,
    effect varchar,
    written_by bigint not null,
    ended_by bigint
);

create view lesson_use as
select lesson, place, subject, person, used_as, used_on, effect
from lesson_use_version
where ended_by is null;

create table skill_version (
    code varchar not null,
    name varchar not null,
    kind varchar not null,
    description varchar,
    written_by bigint not null,
    ended_by bigint
);

create view skill as
select code, name, kind, description
from skill_version
where ended_by is null;

create table competence_need_version (
    role varchar not null,
    project varchar not null,
    skill varchar not null,
    level bigint not null,
    basis varchar,
    written_by bigint not null,
    ended_by bigint
);

create view competence_need as
select role, project, skill, level, basis
from competence_need_version
where ended_by is null;

create table person_skill_version (
    person varchar not null,
    skill varchar not null,
    level bigint not null,
    evidence varchar,
    assessed_on date,
    assessed_by varchar,
    issued_on date,
    expires_on date,
    renewal_cost decimal(18,4),
    currency varchar,
    written_by bigint not null,
    ended_by bigint
);

create view person_skill as
select person, skill, level, evidence, assessed_on, assessed_by, issued_on, expires_on,
renewal_cost, currency
from person_skill_version
where ended_by is null;

create table course_version (
    code varchar not null,
    name varchar not null,
    provider varchar,
    format varchar not null,
    location varchar,
    skill varchar not null,
    level bigint not null,
    from_level bigint not null,
    price decimal(18,4),
    currency varchar,
    duration_days double not null,
    lead_days bigint not null,
    seats bigint,
    validity_months bigint,
    is_active boolean not null,
    written_by bigint not null,
    ended_by bigint
);

create view course as
select code, name, provider, format, location, skill, level, from_level, price, currency,
duration_days, lead_days, seats, validity_months, is_active
from course_version
where ended_by is null;

create table course_date_version (
    course varchar not null,
    starts_on date not null,
    seats bigint,
    location varchar,
    written_by bigint not null,
    ended_by bigint
);

create view course_date as
select course, starts_on, seats, location
from course_date_version
where ended_by is null;

create table training_version (
    person varchar not null,
    course varchar not null,
    starts_on date not null,
    state varchar not null,
    project varchar not null,
    needed_on date,
    reason varchar,
    finding varchar,
    cost decimal(18,4),
    completed_on date,
    written_by bigint not null,
    ended_by bigint
);

create view training as
select person, course, starts_on, state, project, needed_on, reason, finding, cost, completed_on
from training_version
where ended_by is null;

create table training_budget_version (
    department varchar not null,
    begins_on date not null,
    amount decimal(18,4) not null,
    written_by bigint not null,
    ended_by bigint
);

create view training_budget as
select department, begins_on, amount
from training_budget_version
where ended_by is null;

create table mentoring_version (
    mentor varchar not null,
    mentee varchar not null,
    skill varchar not null,
    state varchar not null,
    from_on date,
    until_on date,
    goal varchar,
    written_by bigint not null,
    ended_by bigint
);

create view mentoring as
select mentor, mentee, skill, state, from_on, until_on, goal
from mentoring_version
where ended_by is null;

create table announcement_version (
    code varchar not null,
    name varchar not null,
    text varchar not null,
    posted_on date not null,
    posted_by varchar not null,
    readers varchar,
    until_on date,
    written_by bigint not null,
    ended_by bigint
);

create view announcement as
select code, name, text, posted_on, posted_by, readers, until_on
from announcement_version
where ended_by is null;

create table read_receipt_version (
    announcement varchar not null,
    person varchar not null,
    read_at timestamp not null,
    written_by bigint not null,
    ended_by bigint
);

create view read_receipt as
select announcement, person, read_at
from read_receipt_version
where ended_by is null;

create table maturity_version (
    assessed_on date not null,
    area varchar not null,
    level bigint not null,
    target_level bigint,
    evidence varchar,
    assessed_by varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view maturity as
select assessed_on, area, level, target_level, evidence, assessed_by
from maturity_version
where ended_by is null;

create table tool_version (
    code varchar not null,
    name varchar not null,
    purpose varchar,
    provider varchar,
    state varchar not null,
    owner varchar,
    yearly_cost decimal(18,4),
    currency varchar,
    evaluation varchar,
    decision varchar,
    decided_on date,
    review_on date,
    written_by bigint not null,
    ended_by bigint
);

create view tool as
select code, name, purpose, provider, state, owner, yearly_cost, currency, evaluation, decision,
decided_on, review_on
from tool_version
where ended_by is null;

create table tool_criterion_version (
    evaluation varchar not null,
    code varchar not null,
    name varchar not null,
    weight double not null,
    is_required boolean not null,
    written_by bigint not null,
    ended_by bigint
);

create view tool_criterion as
select evaluation, code, name, weight, is_required
from tool_criterion_version
where ended_by is null;

create table tool_score_version (
    evaluation varchar not null,
    tool varchar not null,
    criterion varchar not null,
    score double not null,
    note varchar,
    written_by bigint not null,
    ended_by bigint
);

create view tool_score as
select evaluation, tool, criterion, score, note
from tool_score_version
where ended_by is null;
