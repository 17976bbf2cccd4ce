-- code: DQ-03
-- name: Project ends before it starts
-- family: data quality
-- severity: major
-- rationale: A finish before the start makes durations negative; slips, curves of value and
--   bookings that are worked out of them are wrong.
-- basis: ISO/IEC 25012, consistency.
-- remedy: Correct the date that is wrong; look for day and month that were swapped.
with pair as (
    select code as project, 'plan' as what, planned_start as started_on, planned_finish as ended_on
    from project
    union all
    select code as project, 'actual' as what, actual_start as started_on, actual_finish as ended_on
    from project
    union all
    select
        code as project, 'forecast' as what, actual_start as started_on,
        forecast_finish as ended_on
    from project
)

select project, what, started_on, ended_on, started_on - ended_on as reversed_days
from pair
where ended_on < started_on
order by project, what
-- checked
with pair as (
    select code as project, planned_start as started_on, planned_finish as ended_on
    from project
    union all
    select code as project, actual_start as started_on, actual_finish as ended_on
    from project
    union all
    select code as project, actual_start as started_on, forecast_finish as ended_on
    from project
)

select project, count(*) as n_checked
from pair
where started_on is not null and ended_on is not null
group by all
