-- one row per project, cost category and month: actual cost in base currency and hours, to $as_of
-- Whole months come from the roll-up, the month that $as_of cuts from its lines.
with posted as (
    select
        project, category, month, cost_base, hours, n_lines, n_without_cost, n_without_hours,
        n_without_rate
    from rollup_actual_month
    where last_day(month) <= $as_of
    union all
    select
        project, category, month, coalesce(cost_base, 0), coalesce(hours, 0), 1, n_without_cost,
        n_without_hours, n_without_rate
    from actual_in_base
    where spent_on > last_day($as_of - to_months(1)) and spent_on <= $as_of
        and $as_of < last_day($as_of)
)
select
    project, category, month,
    case
        when sum(n_lines) > sum(n_without_cost + n_without_rate)
        then cast(sum(cost_base) as double)
    end as cost_base,
    case when sum(n_lines) > sum(n_without_hours) then cast(sum(hours) as double) end as hours,
    cast(sum(n_lines) as bigint) as n_lines,
    cast(sum(n_without_cost) as bigint) as n_without_cost,
    cast(sum(n_without_hours) as bigint) as n_without_hours,
    cast(sum(n_without_rate) as bigint) as n_without_rate
from posted
group by project, category, month
order by project nulls first, category nulls first, month nulls first
