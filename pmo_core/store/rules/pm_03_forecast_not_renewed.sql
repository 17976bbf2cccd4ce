-- code: PM-03
-- name: Forecast never renewed although it cannot hold
-- family: performance and money
-- severity: major
-- rationale: A forecast that is copied from report to report while cost runs over, or its day
--   passes, tells the board nothing until it is too late.
-- basis: EIA-748, guideline 27; GAO Cost Estimating and Assessment Guide, step 12.
-- remedy: Estimate what is still to be done, and report the forecast that comes of it.
-- parameter: periods = 4 | Latest reports that all repeat one forecast
-- parameter: pct = 10 | Percent by which BAC / CPI may exceed the forecast cost
with rate_now as (
    select currency, arg_max(rate, valid_from) as rate
    from rate
    where valid_from <= $as_of
    group by currency
),

report as (
    select
        status.project, status.data_date, status.forecast_cost, status.forecast_finish,
        status.forecast_cost * case
            when status.currency is null or status.currency = base.code then 1.0
            else rate_now.rate
        end as forecast_base,
        row_number() over (partition by status.project order by status.data_date desc) as nth
    from status_report as status
    inner join project on status.project = project.code
    cross join base_currency as base
    left join rate_now on status.currency = rate_now.currency
    where
        status.data_date <= $as_of and project.stage in ('delivery', 'on hold')
        and (project.actual_finish is null or project.actual_finish > $as_of)
),

repeated as (
    select
        project, count(*) as n_periods, min(data_date) as first_on, max(data_date) as last_on,
        max(forecast_finish) as forecast_finish, max(forecast_base) as forecast_cost
    from report
    where nth <= $periods
    group by project
    having
        count(*) >= $periods
        and count(forecast_cost) + count(forecast_finish) > 0
        and count(distinct coalesce(cast(forecast_cost as varchar), '')) = 1
        and count(distinct coalesce(cast(forecast_finish as varchar), '')) = 1
),

judged as (
    select
        repeated.*, status.ac, status.cpi, status.bac / status.cpi as eac,
        concat_ws(
            ', ',
            case
                when status.cpi > 0
                    and status.bac / status.cpi > repeated.forecast_cost * (1 + $pct / 100)
                    then 'cost runs over'
            end,
            case when repeated.forecast_finish < repeated.last_on then 'finish has passed' end
        ) as reason
    from repeated
    left join earned_status as status
        on repeated.project = status.project and repeated.last_on = status.data_date
)

select
    project, reason, n_periods, first_on, last_on, forecast_finish, forecast_cost, eac, cpi, ac
from judged
where reason <> ''
order by project
-- checked
select status.project, 1 as n_checked
from status_report as status
inner join project on status.project = project.code
where
    status.data_date <= $as_of and project.stage in ('delivery', 'on hold')
    and (project.actual_finish is null or project.actual_finish > $as_of)
group by status.project
having
    count(*) >= $periods
    and count(status.forecast_cost) + count(status.forecast_finish) > 0
