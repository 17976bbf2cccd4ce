-- code: PM-04
-- name: Budget overdrawn
-- family: performance and money
-- severity: major
-- rationale: More is spent than was ever approved, and the work goes on.
-- basis: ISO 21502, cost management; project governance: a board decides within its mandate.
-- remedy: Ask the board for a change of the budget, or stop spending; look for cost that belongs
--   elsewhere.
-- parameter: pct = 1 | Percent of the budget by which it may be exceeded
with latest as (
    select
        status.project, arg_max(status.bac, status.data_date) as bac,
        arg_max(status.ac, status.data_date) as ac
    from earned_status as status
    inner join project on status.project = project.code
    where
        status.data_date <= $as_of and status.ac is not null and status.bac is not null
        and project.stage in ('delivery', 'on hold')
        and (project.actual_finish is null or project.actual_finish > $as_of)
    group by status.project
)

select
    latest.project, project.name, project.manager, latest.bac, latest.ac,
    latest.ac / latest.bac * 100 - 100 as over_budget_pct
from latest
inner join project on latest.project = project.code
where latest.bac > 0 and latest.ac > latest.bac * (1 + $pct / 100)
order by latest.project
-- checked
select status.project, 1 as n_checked
from earned_status as status
inner join project on status.project = project.code
where
    status.data_date <= $as_of and status.ac is not null and status.bac > 0
    and project.stage in ('delivery', 'on hold')
    and (project.actual_finish is null or project.actual_finish > $as_of)
group by status.project
