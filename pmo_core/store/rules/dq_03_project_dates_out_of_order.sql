-- code: DQ-03
-- name: Project ends before it starts
-- family: data quality
-- severity: major
-- rationale: A finish before the start makes durations negative; slips, curves of value and
--   bookings that are worked out of them are wrong.
-- basis: ISO/IEC 25012, consistency.
-- remedy: Correct the date that is wrong; look for day and month that were swapped.
with pair as (
    select code as project, 'plan' as what, planned_start as start_on, planned_finish as finished_on
    from project
    union all
    select code as project, 'actual' as what, actual_start as start_on, actual_finish as finished_on
    from project
    union all
    select
        code as project, 'forecast' as what, actual_start as start_on,
        forecast_finish as finished_on
    from project
)

select project, what, start_on, finished_on, start_on - finished_on as behind_days
from pair
where finished_on < start_on
order by project, what
-- checked
with pair as (
    select code as project, planned_start as start_on, planned_finish as finished_on
    from project
    union all
    select code as project, actual_start as start_on, actual_finish as finished_on
    from project
    union all
    select code as project, actual_start as start_on, forecast_finish as finished_on
    from project
)

select project, count(*) as n_checked
from pair
where start_on is not null and finished_on is not null
group by all
