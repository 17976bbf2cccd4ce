-- One table per register: the record's fields, and the numbers of the changes between which a row holds.
-- The view of the register's name shows what holds now.

create table setting_version (
    code varchar not null,
    value varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view setting as
select code, value
from setting_version
where ended_by is null;

create table holiday_version (
    day date not null,
    name varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view holiday as
select day, name
from holiday_version
where ended_by is null;

create table rate_version (
    currency varchar not null,
    valid_from date not null,
    rate double not null,
    written_by bigint not null,
    ended_by bigint
);

create view rate as
select currency, valid_from, rate
from rate_version
where ended_by is null;

create table department_version (
    code varchar not null,
    name varchar not null,
    parent varchar,
    manager varchar,
    written_by bigint not null,
    ended_by bigint
);

create view department as
select code, name, parent, manager
from department_version
where ended_by is null;

create table role_version (
    code varchar not null,
    name varchar not null,
    hourly_rate decimal(18,4),
    written_by bigint not null,
    ended_by bigint
);

create view role as
select code, name, hourly_rate
from role_version
where ended_by is null;

create table person_version (
    code varchar not null,
    name varchar not null,
    department varchar,
    role varchar,
    weekly_hours decimal(18,4),
    skills varchar,
    written_by bigint not null,
    ended_by bigint
);

create view person as
select code, name, department, role, weekly_hours, skills
from person_version
where ended_by is null;

create table cost_category_version (
    code varchar not null,
    name varchar not null,
    parent varchar,
    kind varchar,
    written_by bigint not null,
    ended_by bigint
);

create view cost_category as
select code, name, parent, kind
from cost_category_version
where ended_by is null;

create table portfolio_version (
    code varchar not null,
    name varchar not null,
    manager varchar,
    written_by bigint not null,
    ended_by bigint
);

create view portfolio as
select code, name, manager
from portfolio_version
where ended_by is null;

create table program_version (
    code varchar not null,
    name varchar not null,
    portfolio varchar,
    manager varchar,
    written_by bigint not null,
    ended_by bigint
);

create view program as
select code, name, portfolio, manager
from program_version
where ended_by is null;

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
    stage varchar,
    phase varchar,
    priority bigint,
    planned_start date,
    planned_finish date,
    planned_cost decimal(18,4),
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

create view project as
select code, name, description, portfolio, program, department, sponsor, manager, method,
    stage, phase, priority, planned_start, planned_finish, planned_cost, actual_start,
    actual_finish, forecast_finish, forecast_cost, currency, tags, withheld
from project_version
where ended_by is null;

create table link_version (
    project varchar not null,
    needs varchar not null,
    kind varchar not null,
    strength bigint not null,
    owner varchar,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view link as
select project, needs, kind, strength, owner, comment
from link_version
where ended_by is null;

create table wbs_element_version (
    project varchar not null,
    code varchar not null,
    name varchar not null,
    planned_start date,
    planned_finish date,
    planned_hours decimal(18,4),
    planned_cost decimal(18,4),
    written_by bigint not null,
    ended_by bigint
);

create view wbs_element as
select project, code, name, planned_start, planned_finish, planned_hours, planned_cost
from wbs_element_version
where ended_by is null;

create table budget_line_version (
    project varchar not null,
    category varchar not null,
    period_on date not null,
    n_months bigint not null,
    amount decimal(18,4),
    hours decimal(18,4),
    currency varchar,
    withheld varchar,
    written_by bigint not null,
    ended_by bigint
);

create view budget_line as
select project, category, period_on, n_months, amount, hours, currency, withheld
from budget_line_version
where ended_by is null;

create table actual_version (
    source varchar not null,
    project varchar not null,
    wbs varchar not null,
    person varchar not null,
    role varchar not null,
    category varchar not null,
    spent_on date not null,
    entry varchar not null,
    cost decimal(18,4),
    hours decimal(18,4),
    currency varchar,
    comment varchar,
    line bigint not null,
    written_by bigint not null,
    ended_by bigint
);

create view actual as
select source, project, wbs, person, role, category, spent_on, entry, cost, hours, currency,
    comment, line
from actual_version
where ended_by is null;

create table status_report_version (
    project varchar not null,
    data_date date not null,
    percent_complete double,
    planned_finish date,
    planned_cost decimal(18,4),
    forecast_finish date,
    forecast_cost decimal(18,4),
    currency varchar,
    rag varchar,
    phase varchar,
    comment varchar,
    withheld varchar,
    written_by bigint not null,
    ended_by bigint
);

create view status_report as
select project, data_date, percent_complete, planned_finish, planned_cost, forecast_finish,
    forecast_cost, currency, rag, phase, comment, withheld
from status_report_version
where ended_by is null;

create table import_profile_version (
    fingerprint varchar not null,
    target varchar not null,
    mapping varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view import_profile as
select fingerprint, target, mapping
from import_profile_version
where ended_by is null;
