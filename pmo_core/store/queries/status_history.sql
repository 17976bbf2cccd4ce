-- one row per status report of a project, the oldest first, money in base currency
-- All reports are converted by the rate of $as_of, so that the row shows no change of rates.
select
    report.data_date, report.percent_complete, report.planned_finish, report.forecast_finish,
    cast(report.planned_cost as double) * rates.to_base as planned_cost,
    cast(report.forecast_cost as double) * rates.to_base as forecast_cost,
    report.rag, report.phase, report.comment, report.withheld
from status_report as report
inner join (
    select
        status_report.project, status_report.data_date,
        case
            when status_report.currency is null or status_report.currency = base_currency.code
            then 1.0
            else rate_period.rate
        end as to_base
    from status_report
    cross join base_currency
    left join rate_period
        on status_report.currency = rate_period.currency
        and $as_of >= rate_period.valid_from
        and (rate_period.valid_until is null or $as_of < rate_period.valid_until)
    where status_report.project = $project
) as rates on report.project = rates.project and report.data_date = rates.data_date
order by report.data_date nulls first
