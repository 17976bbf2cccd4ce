-- What plans need: calendars, teams, roles that people can fill, absences, cost rates, links between
-- tasks of projects, common causes; durations and ranges of tasks: those tables are built anew.

create table project_before as
select code, name, description, portfolio, program, department, sponsor, manager, method,
project_type, stage, phase, priority, planned_start, planned_finish, planned_cost, actual_start,
actual_finish, forecast_finish, forecast_cost, currency, tags, withheld, written_by, ended_by
from project_version;

drop view project;
drop table project_version;

create table project_version (
    code varchar not null,
    name varchar not null,
    description varchar,
    portfolio varchar,
    program varchar,
    department varchar,
    sponsor varchar,
    manager varchar,
    method varchar,
    project_type varchar,
    stage varchar,
    phase varchar,
    priority bigint,
    planned_start date,
    planned_finish date,
    planned_cost decimal(18,4),
    calendar varchar,
    is_date_fixed boolean not null,
    actual_start date,
    actual_finish date,
    forecast_finish date,
    forecast_cost decimal(18,4),
    currency varchar,
    tags varchar,
    withheld varchar,
    written_by bigint not null,
    ended_by bigint
);

insert into project_version
select code, name, description, portfolio, program, department, sponsor, manager, method,
project_type, stage, phase, priority, planned_start, planned_finish, planned_cost, null, false,
actual_start, actual_finish, forecast_finish, forecast_cost, currency, tags, withheld, written_by,
ended_by
from project_before;

drop table project_before;

create view project as
select code, name, description, portfolio, program, department, sponsor, manager, method,
project_type, stage, phase, priority, planned_start, planned_finish, planned_cost, calendar,
is_date_fixed, actual_start, actual_finish, forecast_finish, forecast_cost, currency, tags,
withheld
from project_version
where ended_by is null;

create table wbs_element_before as
select project, code, name, planned_start, planned_finish, planned_hours, planned_cost,
department, technique, planned_units, based_on, written_by, ended_by
from wbs_element_version;

drop view wbs_element;
drop table wbs_element_version;

create table wbs_element_version (
    project varchar not null,
    code varchar not null,
    name varchar not null,
    planned_start date,
    planned_finish date,
    duration_days bigint,
    calendar varchar,
    constraint_kind varchar,
    constraint_on date,
    low_days double,
    high_days double,
    range_shape varchar,
    planned_hours decimal(18,4),
    planned_cost decimal(18,4),
    department varchar,
    technique varchar,
    planned_units double,
    based_on varchar,
    written_by bigint not null,
    ended_by bigint
);

insert into wbs_element_version
select project, code, name, planned_start, planned_finish, null, null, null, null, null, null,
null, planned_hours, planned_cost, department, technique, planned_units, based_on, written_by,
ended_by
from wbs_element_before;

drop table wbs_element_before;

create view wbs_element as
select project, code, name, planned_start, planned_finish, duration_days, calendar,
constraint_kind, constraint_on, low_days, high_days, range_shape, planned_hours, planned_cost,
department, technique, planned_units, based_on
from wbs_element_version
where ended_by is null;

create table person_before as
select code, name, department, role, weekly_hours, skills, written_by, ended_by
from person_version;

drop view person;
drop table person_version;

create table person_version (
    code varchar not null,
    name varchar not null,
    department varchar,
    role varchar,
    weekly_hours decimal(18,4),
    skills varchar,
    team varchar,
    calendar varchar,
    joined_on date,
    left_on date,
    written_by bigint not null,
    ended_by bigint
);

insert into person_version
select code, name, department, role, weekly_hours, skills, null, null, null, null, written_by,
ended_by
from person_before;

drop table person_before;

create view person as
select code, name, department, role, weekly_hours, skills, team, calendar, joined_on, left_on
from person_version
where ended_by is null;

create table demand_before as
select project, role, month_on, hours, written_by, ended_by
from demand_version;

drop view demand;
drop table demand_version;

create table demand_version (
    project varchar not null,
    role varchar not null,
    month_on date not null,
    hours decimal(18,4) not null,
    level bigint,
    until_on date,
    written_by bigint not null,
    ended_by bigint
);

insert into demand_version
select project, role, month_on, hours, null, null, written_by, ended_by
from demand_before;

drop table demand_before;

create view demand as
select project, role, month_on, hours, level, until_on
from demand_version
where ended_by is null;

create table booking_before as
select project, role, month_on, person, hours, kind, written_by, ended_by
from booking_version;

drop view booking;
drop table booking_version;

create table booking_version (
    project varchar not null,
    role varchar not null,
    month_on date not null,
    person varchar not null,
    hours decimal(18,4) not null,
    kind varchar not null,
    source varchar not null,
    reason varchar,
    written_by bigint not null,
    ended_by bigint
);

insert into booking_version
select project, role, month_on, person, hours, kind, 'manual', null, written_by, ended_by
from booking_before;

drop table booking_before;

create view booking as
select project, role, month_on, person, hours, kind, source, reason
from booking_version
where ended_by is null;

create table raid_item_before as
select project, code, kind, name, description, probability_pct, impact_cost, impact_days,
response, strategy, residual_probability_pct, residual_cost, residual_days, other_project,
came_from, owner, raised_on, due_on, closed_on, state, written_by, ended_by
from raid_item_version;

drop view raid_item;
drop table raid_item_version;

create table raid_item_version (
    project varchar not null,
    code varchar not null,
    kind varchar not null,
    name varchar not null,
    wbs varchar,
    description varchar,
    probability_pct double,
    impact_cost decimal(18,4),
    impact_days bigint,
    response varchar,
    strategy varchar,
    residual_probability_pct double,
    residual_cost decimal(18,4),
    residual_days bigint,
    other_project varchar,
    came_from varchar,
    owner varchar,
    raised_on date,
    due_on date,
    closed_on date,
    state varchar not null,
    written_by bigint not null,
    ended_by bigint
);

insert into raid_item_version
select project, code, kind, name, null, description, probability_pct, impact_cost, impact_days,
response, strategy, residual_probability_pct, residual_cost, residual_days, other_project,
came_from, owner, raised_on, due_on, closed_on, state, written_by, ended_by
from raid_item_before;

drop table raid_item_before;

create view raid_item as
select project, code, kind, name, wbs, description, probability_pct, impact_cost, impact_days,
response, strategy, residual_probability_pct, residual_cost, residual_days, other_project,
came_from, owner, raised_on, due_on, closed_on, state
from raid_item_version
where ended_by is null;

create table calendar_version (
    code varchar not null,
    name varchar not null,
    working_days varchar not null,
    has_holidays boolean not null,
    written_by bigint not null,
    ended_by bigint
);

create view calendar as
select code, name, working_days, has_holidays
from calendar_version
where ended_by is null;

create table calendar_day_version (
    calendar varchar not null,
    day date not null,
    is_worked boolean not null,
    name varchar,
    written_by bigint not null,
    ended_by bigint
);

create view calendar_day as
select calendar, day, is_worked, name
from calendar_day_version
where ended_by is null;

create table team_version (
    code varchar not null,
    name varchar not null,
    department varchar,
    manager varchar,
    written_by bigint not null,
    ended_by bigint
);

create view team as
select code, name, department, manager
from team_version
where ended_by is null;

create table person_role_version (
    person varchar not null,
    role varchar not null,
    level bigint,
    from_on date,
    until_on date,
    evidence varchar,
    written_by bigint not null,
    ended_by bigint
);

create view person_role as
select person, role, level, from_on, until_on, evidence
from person_role_version
where ended_by is null;

create table absence_version (
    person varchar not null,
    from_on date not null,
    until_on date not null,
    kind varchar not null,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view absence as
select person, from_on, until_on, kind, comment
from absence_version
where ended_by is null;

create table cost_rate_version (
    role varchar not null,
    person varchar not null,
    from_on date not null,
    hourly_rate decimal(18,4) not null,
    written_by bigint not null,
    ended_by bigint
);

create view cost_rate as
select role, person, from_on, hourly_rate
from cost_rate_version
where ended_by is null;

create table cross_link_version (
    project varchar not null,
    successor varchar not null,
    other_project varchar not null,
    predecessor varchar not null,
    kind varchar not null,
    lag_days bigint not null,
    owner varchar,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view cross_link as
select project, successor, other_project, predecessor, kind, lag_days, owner, comment
from cross_link_version
where ended_by is null;

create table risk_loading_version (
    factor varchar not null,
    project varchar not null,
    wbs varchar not null,
    loading double not null,
    written_by bigint not null,
    ended_by bigint
);

create view risk_loading as
select factor, project, wbs, loading
from risk_loading_version
where ended_by is null;
