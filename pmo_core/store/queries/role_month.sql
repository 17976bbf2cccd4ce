-- one row per project, role of the line and month: actual hours and cost in base currency
select
    project, role, month,
    cast(sum(hours) as double) as hours,
    cast(sum(cost_base) as double) as cost_base,
    cast(sum(n_lines) as bigint) as n_lines
from rollup_actual_month
group by project, role, month
order by project nulls first, role nulls first, month nulls first
