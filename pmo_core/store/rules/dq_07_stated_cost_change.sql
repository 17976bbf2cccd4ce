-- code: DQ-07
-- name: Stated change of cost contradicts the reports
-- family: data quality
-- severity: minor
-- rationale: A report says by how much the forecast changed; when it is not the difference to the
--   report before, one of the three figures is wrong.
-- basis: ISO/IEC 25012, consistency; GAO Cost Estimating and Assessment Guide, step 12.
-- remedy: Find out which figure is wrong, and correct the report that holds it.
-- parameter: amount = 1 | Difference, in the currency of the report, up to which two amounts agree
with report as (
    select
        project, data_date, currency, forecast_cost, stated_cost_change,
        lag(data_date) over earlier as earlier_on,
        lag(forecast_cost) over earlier as earlier_cost,
        lag(currency) over earlier as currency_before
    from status_report
    where data_date <= $as_of
    window earlier as (partition by project order by data_date)
)

select
    project, data_date, earlier_on, earlier_cost, forecast_cost,
    forecast_cost - earlier_cost as cost_change, stated_cost_change,
    stated_cost_change - (forecast_cost - earlier_cost) as off_by, currency
from report
where
    currency is not distinct from currency_before
    and abs(stated_cost_change - (forecast_cost - earlier_cost)) > $amount
order by project, data_date
-- checked
with report as (
    select
        project, currency, forecast_cost, stated_cost_change,
        lag(forecast_cost) over earlier as earlier_cost,
        lag(currency) over earlier as currency_before
    from status_report
    where data_date <= $as_of
    window earlier as (partition by project order by data_date)
)

select project, count(*) as n_checked
from report
where
    forecast_cost is not null and earlier_cost is not null and stated_cost_change is not null
    and currency is not distinct from currency_before
group by all
