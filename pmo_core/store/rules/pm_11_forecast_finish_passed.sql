-- code: PM-11
-- name: Forecast finish has passed
-- family: performance and money
-- severity: minor
-- rationale: A project that runs on after its forecast finish has no forecast: whoever waits for it
--   plans with a day that is over.
-- basis: GAO Schedule Assessment Guide, best practice 9; EIA-748, guideline 27.
-- remedy: Report the day that is expected now, or enter the actual finish.
-- parameter: days = 31 | Days after the forecast finish by which there is another one
with said as (
    select
        project, arg_max(forecast_finish, data_date) as forecast_finish,
        max(data_date) as said_on
    from status_report
    where data_date <= $as_of and forecast_finish is not null
    group by project
)

select
    project.code as project, project.name, project.manager, said.said_on as status_on,
    coalesce(said.forecast_finish, project.forecast_finish) as forecast_finish
from project
left join said on project.code = said.project
where
    project.stage in ('delivery', 'on hold')
    and (project.actual_finish is null or project.actual_finish > $as_of)
    and $as_of - coalesce(said.forecast_finish, project.forecast_finish) > $days
order by project.code
-- checked
with said as (
    select distinct project
    from status_report
    where data_date <= $as_of and forecast_finish is not null
)

select code as project, count(*) as n_checked
from project
where
    stage in ('delivery', 'on hold', 'closed', 'canceled')
    and (forecast_finish is not null or code in (select project from said))
group by all
