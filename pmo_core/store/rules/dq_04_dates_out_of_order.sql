-- code: DQ-04
-- name: Dates of the work out of order
-- family: data quality
-- severity: minor
-- rationale: An element, milestone, baseline, risk or order that ends before it begins counts
--   wrongly in everything that is worked out of dates.
-- basis: ISO/IEC 25012, consistency; GAO Schedule Assessment Guide, best practice 1.
-- remedy: Correct the date that is wrong; look for day and month that were swapped.
with pair as (
    select
        project, 'work breakdown' as what, code as element, planned_start as started_on,
        planned_finish as ended_on
    from wbs_element
    union all
    select
        project, 'progress of ' || cast(data_date as varchar) as what, wbs as element,
        actual_start as started_on, actual_finish as ended_on
    from progress
    where data_date <= $as_of
    union all
    select
        baseline.project, 'baseline ' || cast(baseline.number as varchar) as what, '' as element,
        baseline.planned_start as started_on, baseline.planned_finish as ended_on
    from baseline
    union all
    select
        milestone.project, 'milestone, against the start of the project' as what,
        milestone.code as element, project.actual_start as started_on,
        milestone.achieved_on as ended_on
    from milestone
    inner join project on milestone.project = project.code
    union all
    select
        project, kind as what, code as element, raised_on as started_on, closed_on as ended_on
    from raid_item
    union all
    select
        project, 'purchase order' as what, code as element, ordered_on as started_on,
        closed_on as ended_on
    from purchase_order
)

select project, what, element, started_on, ended_on, started_on - ended_on as reversed_days
from pair
where ended_on < started_on
order by project, what, element
-- checked
with pair as (
    select project
    from wbs_element
    where planned_start is not null and planned_finish is not null
    union all
    select project
    from progress
    where data_date <= $as_of and actual_start is not null and actual_finish is not null
    union all
    select project
    from baseline
    where planned_start is not null and planned_finish is not null
    union all
    select milestone.project
    from milestone
    inner join project on milestone.project = project.code
    where milestone.achieved_on is not null and project.actual_start is not null
    union all
    select project from raid_item where raised_on is not null and closed_on is not null
    union all
    select project from purchase_order where ordered_on is not null and closed_on is not null
)

select project, count(*) as n_checked
from pair
group by all
