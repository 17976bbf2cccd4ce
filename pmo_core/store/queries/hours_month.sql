-- one row per project, person or role (as $by says) and month: hours worked to $as_of; '' = not given
-- Whole months come from the roll-ups, the month that $as_of cuts from its lines.
with posted as (
    select project, role as worker, month, hours, n_lines, n_without_hours
    from rollup_actual_month
    where $by = 'role' and last_day(month) <= $as_of
    union all
    select project, person, month, hours, n_lines, n_without_hours
    from rollup_person_month
    where $by = 'person' and last_day(month) <= $as_of
    union all
    select
        project, case when $by = 'role' then role else person end, month, coalesce(hours, 0), 1,
        n_without_hours
    from actual_in_base
    where spent_on > last_day($as_of - to_months(1)) and spent_on <= $as_of
        and $as_of < last_day($as_of)
)
select
    project, worker, month,
    case when sum(n_lines) > sum(n_without_hours) then cast(sum(hours) as double) end as hours,
    cast(sum(n_lines) as bigint) as n_lines,
    cast(sum(n_without_hours) as bigint) as n_without_hours
from posted
group by project, worker, month
order by project nulls first, worker nulls first, month nulls first
