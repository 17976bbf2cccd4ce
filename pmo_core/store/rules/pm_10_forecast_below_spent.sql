-- code: PM-10
-- name: Forecast below what is spent
-- family: performance and money
-- severity: major
-- rationale: A project cannot cost less than it has cost already: such a forecast was not made,
--   only left standing.
-- basis: EIA-748, guideline 27; ISO/IEC 25012, consistency.
-- remedy: Renew the forecast; look for cost that belongs elsewhere.
-- parameter: pct = 1 | Percent by which the forecast may lie below the cost posted by the day of
--   the report
with rate_now as (
    select currency, arg_max(rate, valid_from) as rate
    from rate
    where valid_from <= $as_of
    group by currency
),

latest as (
    select *
    from status_report
    where data_date <= $as_of and forecast_cost is not null
    qualify row_number() over (partition by project order by data_date desc) = 1
),

judged as (
    select
        latest.project, latest.data_date,
        latest.forecast_cost * case
            when latest.currency is null or latest.currency = base.code then 1.0
            else rate_now.rate
        end as forecast_cost,
        status.ac
    from latest
    inner join project on latest.project = project.code
    inner join earned_status as status
        on latest.project = status.project and latest.data_date = status.data_date
    cross join base_currency as base
    left join rate_now on latest.currency = rate_now.currency
    where
        coalesce(project.stage, '') not in ('closed', 'canceled')
        and (project.actual_finish is null or project.actual_finish > $as_of)
)

select
    project, data_date, forecast_cost, ac, forecast_cost - ac as off_by
from judged
where ac > 0 and forecast_cost < ac * (1 - $pct / 100)
order by project
-- checked
select status.project, 1 as n_checked
from earned_status as status
inner join project on status.project = project.code
inner join status_report
    on status.project = status_report.project and status.data_date = status_report.data_date
where
    status.ac > 0 and status.data_date <= $as_of and status_report.forecast_cost is not null
    and coalesce(project.stage, '') not in ('closed', 'canceled')
    and (project.actual_finish is null or project.actual_finish > $as_of)
group by status.project
