-- code: PM-09
-- name: Rated green though the figures say red
-- family: performance and money
-- severity: major
-- rationale: A board looks at what is red; a rating that its own figures contradict keeps a project
--   from the help that it needs.
-- basis: Status reporting: rating by the limits in the settings; ISO/IEC 25012, consistency.
-- remedy: Rate by the figures, or correct the forecast that says otherwise.
-- parameter: cost_pct = 15 | Percent over the planned cost from which the figures say red
-- parameter: days = 60 | Days after the planned finish from which the figures say red
with latest as (
    select *
    from status_report
    where data_date <= $as_of
    qualify row_number() over (partition by project order by data_date desc) = 1
),

judged as (
    select
        latest.project, latest.data_date, latest.rag, latest.rag_reason,
        coalesce(latest.planned_cost, project.planned_cost) as planned_cost, latest.forecast_cost,
        case
            when latest.currency is not distinct from project.currency
                or latest.planned_cost is not null
                then
                    latest.forecast_cost
                    / nullif(coalesce(latest.planned_cost, project.planned_cost), 0) * 100 - 100
        end as over_budget_pct,
        coalesce(latest.planned_finish, project.planned_finish) as planned_finish,
        latest.forecast_finish,
        latest.forecast_finish - coalesce(latest.planned_finish, project.planned_finish)
        as slip_days,
        latest.currency, project.manager
    from latest
    inner join project on latest.project = project.code
    where
        coalesce(project.stage, '') not in ('closed', 'canceled')
        and (project.actual_finish is null or project.actual_finish > $as_of)
)

select *
from judged
where rag in ('green', 'amber-green') and (over_budget_pct >= $cost_pct or slip_days >= $days)
order by project
-- checked
with latest as (
    select *
    from status_report
    where data_date <= $as_of
    qualify row_number() over (partition by project order by data_date desc) = 1
)

select latest.project, count(*) as n_checked
from latest
inner join project on latest.project = project.code
where
    latest.rag is not null
    and (latest.forecast_cost is not null or latest.forecast_finish is not null)
    and coalesce(project.stage, '') not in ('closed', 'canceled')
    and (project.actual_finish is null or project.actual_finish > $as_of)
group by all
