-- code: DQ-02
-- name: Actuals stale
-- family: data quality
-- severity: minor
-- rationale: A project in delivery that costs nothing for months does not work, or its cost is
--   posted elsewhere; its cost performance then flatters.
-- basis: ISO/IEC 25012, currentness; EIA-748, guideline 16.
-- remedy: Post what was spent, or put the project on hold.
-- parameter: days = 62 | Days within which cost or hours are posted on a project in delivery
with running as (
    select code as project, manager, coalesce(actual_start, planned_start) as started_on
    from project
    where stage = 'delivery' and coalesce(actual_start, planned_start) <= $as_of
),

posted as (
    select project, max(last_on) as last_on
    from (
        select project, max(spent_on) as last_on
        from actual
        where spent_on <= $as_of
        group by project
        union all
        select project, max(data_date) as last_on
        from earned_value
        where measured_cost is not null and data_date <= $as_of
        group by project
    ) as line
    group by project
)

select running.project, running.manager, running.started_on, posted.last_on
from running
left join posted on running.project = posted.project
where $as_of - coalesce(posted.last_on, running.started_on) > $days
order by running.project
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold', 'closed', 'canceled')
group by all
