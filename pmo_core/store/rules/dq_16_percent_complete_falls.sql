-- code: DQ-16
-- name: Percent complete falls
-- family: data quality
-- severity: minor
-- rationale: Work that was done is not undone: either the report before said too much, or this one
--   says too little, and so does the earned value.
-- basis: ISO/IEC 25012, consistency; EIA-748, guideline 30.
-- remedy: Correct the report that is wrong, or say in its comment what was done again.
-- parameter: points = 0.5 | Percentage points by which a report may fall below the one before
with said as (
    select project, '' as element, data_date, percent_complete
    from status_report
    where percent_complete is not null and data_date <= $as_of
    union all
    select project, wbs as element, data_date, percent_complete
    from progress
    where percent_complete is not null and data_date <= $as_of
),

report as (
    select
        project, element, data_date, percent_complete,
        lag(data_date) over earlier as earlier_on,
        lag(percent_complete) over earlier as earlier_pct,
        lead(data_date) over earlier is null as is_last
    from said
    window earlier as (partition by project, element order by data_date)
)

select
    project, element, earlier_on, data_date, earlier_pct, percent_complete,
    percent_complete - earlier_pct as off_by
from report
where is_last and earlier_pct - percent_complete > $points
order by project, element
-- checked
with said as (
    select project, '' as element
    from status_report
    where percent_complete is not null and data_date <= $as_of
    union all
    select project, wbs as element
    from progress
    where percent_complete is not null and data_date <= $as_of
),

told as (
    select project, element from said group by project, element having count(*) > 1
)

select project, count(*) as n_checked
from told
group by all
