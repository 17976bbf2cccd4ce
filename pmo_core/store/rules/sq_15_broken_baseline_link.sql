-- code: SQ-15
-- name: Baseline breaks its own link
-- family: schedule quality
-- severity: major
-- rationale: A task stands in the baseline before what it waits for has ended: what was agreed could not be done as it was planned.
-- basis: GAO Schedule Assessment Guide, best practices 2 and 10.
-- remedy: Correct the link where it is wrong; otherwise bring a baseline that keeps it before the board.
-- parameter: days = 1 | Working days by which a task may come too early: of dates without hours, one day may be two halves
select project, successor, predecessor, kind, lag_days, short_days
from broken_baseline_link
where short_days > $days
order by project, successor, predecessor
-- checked
with link as (
    select project from precedence
    union all
    select project from cross_link
)

select link.project, count(*) as n_checked
from link
inner join project on link.project = project.code
where
    coalesce(project.stage, '') not in ('closed', 'canceled')
    and link.project in (
        select baseline.project
        from baseline
        inner join baseline_item as item
            on baseline.project = item.project and baseline.number = item.number
        where baseline.approved_on <= $as_of
    )
group by link.project
