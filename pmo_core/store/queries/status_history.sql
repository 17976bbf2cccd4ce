-- one row per status report of a project, the oldest first, money in base currency
-- All reports are converted by the rate of $as_of, so that the row shows no change of rates.
select
    report.data_date, report.percent_complete, report.planned_finish, report.forecast_finish,
    cast(report.planned_cost as double) * case
        when report.currency is null or report.currency = base_currency.code then 1.0
        else rate_period.rate
    end as planned_cost,
    cast(report.forecast_cost as double) * case
        when report.currency is null or report.currency = base_currency.code then 1.0
        else rate_period.rate
    end as forecast_cost,
    report.rag, report.phase, report.comment, report.withheld
from status_report as report
cross join base_currency
left join rate_period
    on report.currency = rate_period.currency
    and $as_of >= rate_period.valid_from
    and (rate_period.valid_until is null or $as_of < rate_period.valid_until)
where report.project = $project
order by report.data_date nulls first
