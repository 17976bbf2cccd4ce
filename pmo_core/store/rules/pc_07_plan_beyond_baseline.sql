-- code: PC-07
-- name: Plan changed beyond what was agreed
-- family: process conformance
-- severity: minor
-- rationale: A plan that is dearer or later than the baseline hides an overrun: measured against
--   itself the project is always fine.
-- basis: Change control; EIA-748, guidelines 28 and 31.
-- remedy: Ask for the change and agree on a new baseline, or put the plan back to what was agreed.
-- parameter: pct = 1 | Percent by which the planned cost may exceed the baseline
-- parameter: days = 5 | Days by which the planned finish may lie after that of the baseline
with latest as (
    select *
    from baseline
    where approved_on <= $as_of
    qualify row_number() over (partition by project order by number desc) = 1
),

compared as (
    select
        project.code as project, latest.number as baseline_number, latest.approved_on,
        latest.planned_cost as agreed_cost, project.planned_cost,
        case
            when project.currency is not distinct from latest.currency
                then project.planned_cost / nullif(latest.planned_cost, 0) * 100 - 100
        end as over_budget_pct,
        latest.planned_finish as agreed_finish, project.planned_finish,
        project.planned_finish - latest.planned_finish as late_days, project.currency
    from project
    inner join latest on project.code = latest.project
    where project.stage in ('approved', 'delivery', 'on hold')
)

select *
from compared
where over_budget_pct > $pct or late_days > $days
order by project
-- checked
select project.code as project, count(distinct project.code) as n_checked
from project
inner join baseline on project.code = baseline.project
where
    project.stage in ('approved', 'delivery', 'on hold') and baseline.approved_on <= $as_of
group by all
