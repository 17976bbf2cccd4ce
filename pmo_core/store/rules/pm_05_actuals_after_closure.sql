-- code: PM-05
-- name: Actuals on a project that has ended
-- family: performance and money
-- severity: major
-- rationale: What is posted on a closed project belongs to another one, or the project is not
--   closed; either way its outcome is no longer what was reported.
-- basis: COSO, control activities: accounts are closed with the project; EIA-748, guideline 16.
-- remedy: Move the lines to where they belong and close the account.
-- parameter: days = 31 | Days after the finish on which late lines may still come
select
    line.project, project.actual_finish, line.spent_on,
    line.spent_on - project.actual_finish as late_days, line.source, line.wbs, line.person,
    line.category, line.entry, line.cost, line.hours, line.currency
from actual as line
inner join project on line.project = project.code
where
    project.stage in ('closed', 'canceled') and line.spent_on <= $as_of
    and line.spent_on - project.actual_finish > $days
order by
    line.project, line.spent_on, line.source, line.person, line.category, line.wbs, line.role,
    line.entry
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('closed', 'canceled') or code in (select project from rollup_actual_month)
group by all
