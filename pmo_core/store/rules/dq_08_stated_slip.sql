-- code: DQ-08
-- name: Stated slip contradicts the reports
-- family: data quality
-- severity: minor
-- rationale: A report says by how many days the finish moved; when it is not the difference to the
--   report before, one of the three figures is wrong.
-- basis: ISO/IEC 25012, consistency; GAO Schedule Assessment Guide, best practice 9.
-- remedy: Find out which figure is wrong, and correct the report that holds it.
-- parameter: days = 0 | Difference in days up to which two slips agree
with report as (
    select
        project, data_date, forecast_finish, stated_slip_days,
        lag(data_date) over earlier as earlier_on,
        lag(forecast_finish) over earlier as earlier_finish
    from status_report
    where data_date <= $as_of
    window earlier as (partition by project order by data_date)
)

select
    project, data_date, earlier_on, earlier_finish, forecast_finish,
    forecast_finish - earlier_finish as finish_change_days, stated_slip_days,
    stated_slip_days - (forecast_finish - earlier_finish) as off_by_days
from report
where abs(stated_slip_days - (forecast_finish - earlier_finish)) > $days
order by project, data_date
-- checked
with report as (
    select
        project, forecast_finish, stated_slip_days,
        lag(forecast_finish) over earlier as earlier_finish
    from status_report
    where data_date <= $as_of
    window earlier as (partition by project order by data_date)
)

select project, count(*) as n_checked
from report
where forecast_finish is not null and earlier_finish is not null and stated_slip_days is not null
group by all
