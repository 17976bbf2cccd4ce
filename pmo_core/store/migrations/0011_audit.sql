-- Audits: rules and their runs, findings, actions, checklists; contracts, and what reports state of
-- changes (that table is built anew). What a file repeated, or what had to be repaired in it, is kept
-- beside the lines that were not taken.

create table status_report_before as
select project, data_date, percent_complete, planned_finish, planned_cost, forecast_finish,
forecast_cost, currency, rag, rag_reason, help_needed, phase, comment, withheld, written_by,
ended_by
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
    stated_cost_change decimal(18,4),
    stated_slip_days bigint,
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
forecast_cost, null, null, currency, rag, rag_reason, help_needed, phase, comment, withheld,
written_by, ended_by
from status_report_before;

drop table status_report_before;

create view status_report as
select project, data_date, percent_complete, planned_finish, planned_cost, forecast_finish,
forecast_cost, stated_cost_change, stated_slip_days, currency, rag, rag_reason, help_needed,
phase, comment, withheld
from status_report_version
where ended_by is null;

create table contract_version (
    code varchar not null,
    entry varchar not null,
    program varchar,
    project varchar,
    supplier varchar,
    name varchar,
    kind varchar,
    status varchar,
    starts_on date,
    ends_on date,
    amount decimal(18,4),
    currency varchar,
    written_by bigint not null,
    ended_by bigint
);

create view contract as
select code, entry, program, project, supplier, name, kind, status, starts_on, ends_on, amount,
currency
from contract_version
where ended_by is null;

create table rule_version (
    code varchar not null,
    name varchar,
    family varchar,
    severity varchar,
    rationale varchar,
    basis varchar,
    remedy varchar,
    query varchar,
    checked varchar,
    parameters varchar,
    is_active boolean not null,
    owner varchar,
    written_by bigint not null,
    ended_by bigint
);

create view rule as
select code, name, family, severity, rationale, basis, remedy, query, checked, parameters,
is_active, owner
from rule_version
where ended_by is null;

create table audit_run_version (
    code varchar not null,
    data_date date not null,
    scope_kind varchar not null,
    scope varchar not null,
    is_whole boolean not null,
    ran_at timestamp not null,
    ran_by varchar not null,
    revision bigint not null,
    seconds double not null,
    note varchar,
    written_by bigint not null,
    ended_by bigint
);

create view audit_run as
select code, data_date, scope_kind, scope, is_whole, ran_at, ran_by, revision, seconds, note
from audit_run_version
where ended_by is null;

create table rule_result_version (
    run varchar not null,
    rule varchar not null,
    name varchar not null,
    family varchar not null,
    severity varchar not null,
    parameters varchar,
    query_hash varchar not null,
    n_projects bigint not null,
    n_failing bigint not null,
    n_rows bigint not null,
    seconds double not null,
    failure varchar,
    written_by bigint not null,
    ended_by bigint
);

create view rule_result as
select run, rule, name, family, severity, parameters, query_hash, n_projects, n_failing, n_rows,
seconds, failure
from rule_result_version
where ended_by is null;

create table rule_outcome_version (
    run varchar not null,
    rule varchar not null,
    project varchar not null,
    n_checked bigint,
    n_rows bigint not null,
    digest varchar not null,
    evidence varchar,
    written_by bigint not null,
    ended_by bigint
);

create view rule_outcome as
select run, rule, project, n_checked, n_rows, digest, evidence
from rule_outcome_version
where ended_by is null;

create table audit_version (
    code varchar not null,
    name varchar not null,
    about varchar not null,
    project varchar,
    department varchar,
    process varchar,
    planned_on date not null,
    auditor varchar,
    state varchar not null,
    risk_points double,
    risk_reason varchar,
    started_on date,
    reported_on date,
    summary varchar,
    sample_of varchar,
    sample_register varchar,
    sample_confidence_pct double,
    sample_tolerable_pct double,
    sample_from bigint,
    sample_amount decimal(18,4),
    sample_size bigint,
    sample_seed bigint,
    written_by bigint not null,
    ended_by bigint
);

create view audit as
select code, name, about, project, department, process, planned_on, auditor, state, risk_points,
risk_reason, started_on, reported_on, summary, sample_of, sample_register, sample_confidence_pct,
sample_tolerable_pct, sample_from, sample_amount, sample_size, sample_seed
from audit_version
where ended_by is null;

create table audit_question_version (
    audit varchar not null,
    number bigint not null,
    text varchar not null,
    basis varchar,
    answer varchar,
    note varchar,
    answered_by varchar,
    answered_on date,
    written_by bigint not null,
    ended_by bigint
);

create view audit_question as
select audit, number, text, basis, answer, note, answered_by, answered_on
from audit_question_version
where ended_by is null;

create table audit_sample_version (
    audit varchar not null,
    number bigint not null,
    item varchar not null,
    amount decimal(18,4),
    result varchar,
    note varchar,
    written_by bigint not null,
    ended_by bigint
);

create view audit_sample as
select audit, number, item, amount, result, note
from audit_sample_version
where ended_by is null;

create table interview_version (
    audit varchar not null,
    number bigint not null,
    person varchar not null,
    position varchar not null,
    held_on date not null,
    notes varchar not null,
    written_by bigint not null,
    ended_by bigint
);

create view interview as
select audit, number, person, position, held_on, notes
from interview_version
where ended_by is null;

create table finding_version (
    code varchar not null,
    name varchar not null,
    rule varchar not null,
    project varchar not null,
    audit varchar,
    question bigint,
    grade varchar not null,
    state varchar not null,
    found_on date not null,
    found_run varchar,
    raised_by varchar not null,
    owner varchar,
    digest varchar not null,
    evidence varchar,
    recurs varchar,
    accepted_until date,
    accepted_by varchar,
    reason varchar,
    closed_on date,
    closed_run varchar,
    written_by bigint not null,
    ended_by bigint
);

create view finding as
select code, name, rule, project, audit, question, grade, state, found_on, found_run, raised_by,
owner, digest, evidence, recurs, accepted_until, accepted_by, reason, closed_on, closed_run
from finding_version
where ended_by is null;

create table corrective_action_version (
    code varchar not null,
    finding varchar not null,
    kind varchar not null,
    name varchar not null,
    why_1 varchar,
    why_2 varchar,
    why_3 varchar,
    why_4 varchar,
    why_5 varchar,
    root_cause varchar,
    owner varchar not null,
    due_on date not null,
    effective_when varchar not null,
    state varchar not null,
    done_on date,
    done_note varchar,
    tested_on date,
    tested_run varchar,
    tested_by varchar,
    test_note varchar,
    n_reopened bigint not null,
    written_by bigint not null,
    ended_by bigint
);

create view corrective_action as
select code, finding, kind, name, why_1, why_2, why_3, why_4, why_5, root_cause, owner, due_on,
effective_when, state, done_on, done_note, tested_on, tested_run, tested_by, test_note, n_reopened
from corrective_action_version
where ended_by is null;

create table import_remark (
    change bigint not null,
    line bigint,
    code varchar not null,
    field varchar,
    value varchar,
    message varchar not null
);
