-- What control needs: progress, milestones, earned value, tolerances, outcomes, benefits; and more of what
-- was kept already: those tables are built anew.

create table project_before as
select code, name, description, portfolio, program, department, sponsor, manager, method, stage,
phase, priority, planned_start, planned_finish, planned_cost, actual_start, actual_finish,
forecast_finish, forecast_cost, currency, tags, withheld, written_by, ended_by
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
select code, name, description, portfolio, program, department, sponsor, manager, method, null,
stage, phase, priority, planned_start, planned_finish, planned_cost, actual_start, actual_finish,
forecast_finish, forecast_cost, currency, tags, withheld, written_by, ended_by
from project_before;

drop table project_before;

create view project as
select code, name, description, portfolio, program, department, sponsor, manager, method,
project_type, stage, phase, priority, planned_start, planned_finish, planned_cost, actual_start,
actual_finish, forecast_finish, forecast_cost, currency, tags, withheld
from project_version
where ended_by is null;

create table wbs_element_before as
select project, code, name, planned_start, planned_finish, planned_hours, planned_cost,
written_by, ended_by
from wbs_element_version;

drop view wbs_element;
drop table wbs_element_version;

create table wbs_element_version (
    project varchar not null,
    code varchar not null,
    name varchar not null,
    planned_start date,
    planned_finish date,
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
select project, code, name, planned_start, planned_finish, planned_hours, planned_cost, null,
null, null, null, written_by, ended_by
from wbs_element_before;

drop table wbs_element_before;

create view wbs_element as
select project, code, name, planned_start, planned_finish, planned_hours, planned_cost,
department, technique, planned_units, based_on
from wbs_element_version
where ended_by is null;

create table status_report_before as
select project, data_date, percent_complete, planned_finish, planned_cost, forecast_finish,
forecast_cost, currency, rag, phase, comment, withheld, written_by, ended_by
from status_report_version;

drop view status_report;
drop table status_report_version;

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
    rag_reason varchar,
    help_needed varchar,
    phase varchar,
    comment varchar,
    withheld varchar,
    written_by bigint not null,
    ended_by bigint
);

insert into status_report_version
select project, data_date, percent_complete, planned_finish, planned_cost, forecast_finish,
forecast_cost, currency, rag, null, null, phase, comment, withheld, written_by, ended_by
from status_report_before;

drop table status_report_before;

create view status_report as
select project, data_date, percent_complete, planned_finish, planned_cost, forecast_finish,
forecast_cost, currency, rag, rag_reason, help_needed, phase, comment, withheld
from status_report_version
where ended_by is null;

create table raid_item_before as
select project, code, kind, name, description, probability_pct, impact_cost, impact_days,
response, owner, raised_on, due_on, closed_on, state, written_by, ended_by
from raid_item_version;

drop view raid_item;
drop table raid_item_version;

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
select project, code, kind, name, description, probability_pct, impact_cost, impact_days,
response, null, null, null, null, null, null, owner, raised_on, due_on, closed_on, state,
written_by, ended_by
from raid_item_before;

drop table raid_item_before;

create view raid_item as
select project, code, kind, name, description, probability_pct, impact_cost, impact_days,
response, strategy, residual_probability_pct, residual_cost, residual_days, other_project,
came_from, owner, raised_on, due_on, closed_on, state
from raid_item_version
where ended_by is null;

create table baseline_before as
select project, number, approved_on, planned_start, planned_finish, planned_cost, currency, scope,
reason, decision, written_by, ended_by
from baseline_version;

drop view baseline;
drop table baseline_version;

create table baseline_version (
    project varchar not null,
    number bigint not null,
    approved_on date not null,
    planned_start date,
    planned_finish date,
    planned_cost decimal(18,4),
    currency varchar,
    management_reserve decimal(18,4),
    undistributed_budget decimal(18,4),
    is_over_target boolean not null,
    scope varchar,
    reason varchar,
    decision varchar,
    written_by bigint not null,
    ended_by bigint
);

insert into baseline_version
select project, number, approved_on, planned_start, planned_finish, planned_cost, currency, null,
null, false, scope, reason, decision, written_by, ended_by
from baseline_before;

drop table baseline_before;

create view baseline as
select project, number, approved_on, planned_start, planned_finish, planned_cost, currency,
management_reserve, undistributed_budget, is_over_target, scope, reason, decision
from baseline_version
where ended_by is null;

create table baseline_item_version (
    project varchar not null,
    number bigint not null,
    wbs varchar not null,
    planned_start date,
    planned_finish date,
    planned_cost decimal(18,4),
    planned_hours decimal(18,4),
    written_by bigint not null,
    ended_by bigint
);

create view baseline_item as
select project, number, wbs, planned_start, planned_finish, planned_cost, planned_hours
from baseline_item_version
where ended_by is null;

create table progress_version (
    project varchar not null,
    wbs varchar not null,
    data_date date not null,
    percent_complete double,
    units_done double,
    actual_start date,
    actual_finish date,
    forecast_finish date,
    remaining_cost decimal(18,4),
    remaining_hours decimal(18,4),
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view progress as
select project, wbs, data_date, percent_complete, units_done, actual_start, actual_finish,
forecast_finish, remaining_cost, remaining_hours, comment
from progress_version
where ended_by is null;

create table milestone_version (
    project varchar not null,
    code varchar not null,
    name varchar not null,
    wbs varchar not null,
    weight_pct double,
    planned_on date,
    achieved_on date,
    written_by bigint not null,
    ended_by bigint
);

create view milestone as
select project, code, name, wbs, weight_pct, planned_on, achieved_on
from milestone_version
where ended_by is null;

create table milestone_forecast_version (
    project varchar not null,
    milestone varchar not null,
    data_date date not null,
    forecast_on date not null,
    written_by bigint not null,
    ended_by bigint
);

create view milestone_forecast as
select project, milestone, data_date, forecast_on
from milestone_forecast_version
where ended_by is null;

create table earned_value_version (
    project varchar not null,
    data_date date not null,
    planned_value decimal(18,4),
    earned_value decimal(18,4),
    measured_cost decimal(18,4),
    budget_at_completion decimal(18,4),
    currency varchar,
    source varchar,
    written_by bigint not null,
    ended_by bigint
);

create view earned_value as
select project, data_date, planned_value, earned_value, measured_cost, budget_at_completion,
currency, source
from earned_value_version
where ended_by is null;

create table tolerance_version (
    project varchar not null,
    cost_pct double,
    slip_days bigint,
    scope_pct double,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view tolerance as
select project, cost_pct, slip_days, scope_pct, comment
from tolerance_version
where ended_by is null;

create table project_outcome_version (
    project varchar not null,
    accepted_on date,
    n_defects bigint,
    rework_hours decimal(18,4),
    satisfaction double,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view project_outcome as
select project, accepted_on, n_defects, rework_hours, satisfaction, comment
from project_outcome_version
where ended_by is null;

create table benefit_profile_version (
    project varchar not null,
    code varchar not null,
    name varchar not null,
    owner varchar,
    goal varchar,
    measure varchar,
    start_value double,
    target_value double,
    target_on date,
    money_share_pct double,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view benefit_profile as
select project, code, name, owner, goal, measure, start_value, target_value, target_on,
money_share_pct, comment
from benefit_profile_version
where ended_by is null;

create table benefit_measurement_version (
    project varchar not null,
    code varchar not null,
    measured_on date not null,
    expected_value double,
    measured_value double,
    measured_by varchar,
    comment varchar,
    written_by bigint not null,
    ended_by bigint
);

create view benefit_measurement as
select project, code, measured_on, expected_value, measured_value, measured_by, comment
from benefit_measurement_version
where ended_by is null;

create table purchase_order_version (
    project varchar not null,
    code varchar not null,
    supplier varchar,
    category varchar,
    name varchar,
    ordered_on date,
    amount decimal(18,4),
    invoiced_amount decimal(18,4),
    currency varchar,
    expected_on date,
    closed_on date,
    written_by bigint not null,
    ended_by bigint
);

create view purchase_order as
select project, code, supplier, category, name, ordered_on, amount, invoiced_amount, currency,
expected_on, closed_on
from purchase_order_version
where ended_by is null;
