-- What selection needs: goals, criteria and scores, benefits, funding, demand and capacity by role, bookings,
-- rules, and the scenarios that were kept and committed.

create table goal_version (
    code varchar not null,
    name varchar not null,
    owner varchar,
    weight double,
    horizon date,
    measure varchar,
    written_by bigint not null,
    ended_by bigint
);

create view goal as
select code, name, owner, weight, horizon, measure
from goal_version
where ended_by is null;

create table contribution_version (
    project varchar not null,
    goal varchar not null,
    share_pct double not null,
    written_by bigint not null,
    ended_by bigint
);

create view contribution as
select project, goal, share_pct
from contribution_version
where ended_by is null;

create table criterion_version (
    code varchar not null,
    name varchar not null,
    direction varchar not null,
    weight double not null,
    scale_min double not null,
    scale_max double not null,
    levels varchar,
    part varchar,
    written_by bigint not null,
    ended_by bigint
);

create view criterion as
select code, name, direction, weight, scale_min, scale_max, levels, part
from criterion_version
where ended_by is null;

create table score_version (
    project varchar not null,
    criterion varchar not null,
    assessor varchar not null,
    score double not null,
    low double,
    high double,
    scored_on date,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view score as
select project, criterion, assessor, score, low, high, scored_on, comment
from score_version
where ended_by is null;

create table benefit_version (
    project varchar not null,
    year bigint not null,
    planned_benefit decimal(18,4),
    low_benefit decimal(18,4),
    high_benefit decimal(18,4),
    realized_benefit decimal(18,4),
    currency varchar,
    written_by bigint not null,
    ended_by bigint
);

create view benefit as
select project, year, planned_benefit, low_benefit, high_benefit, realized_benefit, currency
from benefit_version
where ended_by is null;

create table funding_version (
    year bigint not null,
    portfolio varchar not null,
    amount decimal(18,4) not null,
    written_by bigint not null,
    ended_by bigint
);

create view funding as
select year, portfolio, amount
from funding_version
where ended_by is null;

create table demand_version (
    project varchar not null,
    role varchar not null,
    month_on date not null,
    hours decimal(18,4) not null,
    written_by bigint not null,
    ended_by bigint
);

create view demand as
select project, role, month_on, hours
from demand_version
where ended_by is null;

create table capacity_version (
    role varchar not null,
    month_on date not null,
    hours decimal(18,4) not null,
    written_by bigint not null,
    ended_by bigint
);

create view capacity as
select role, month_on, hours
from capacity_version
where ended_by is null;

create table booking_version (
    project varchar not null,
    role varchar not null,
    month_on date not null,
    person varchar not null,
    hours decimal(18,4) not null,
    kind varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view booking as
select project, role, month_on, person, hours, kind
from booking_version
where ended_by is null;

create table selection_rule_version (
    code varchar not null,
    kind varchar not null,
    projects varchar,
    group_kind varchar not null,
    group_code varchar not null,
    threshold double,
    reason varchar,
    written_by bigint not null,
    ended_by bigint
);

create view selection_rule as
select code, kind, projects, group_kind, group_code, threshold, reason
from selection_rule_version
where ended_by is null;

create table scenario_version (
    code varchar not null,
    name varchar not null,
    author varchar not null,
    note varchar,
    made_at timestamp not null,
    revision bigint not null,
    data_date date not null,
    inputs varchar not null,
    inputs_hash varchar not null,
    what_if varchar not null,
    seed bigint not null,
    solver varchar not null,
    result varchar not null,
    content_hash varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view scenario as
select code, name, author, note, made_at, revision, data_date, inputs, inputs_hash, what_if, seed, solver, result, content_hash
from scenario_version
where ended_by is null;

create table commitment_version (
    scenario varchar not null,
    committed_at timestamp not null,
    committed_by varchar not null,
    reason varchar,
    written_by bigint not null,
    ended_by bigint
);

create view commitment as
select scenario, committed_at, committed_by, reason
from commitment_version
where ended_by is null;
