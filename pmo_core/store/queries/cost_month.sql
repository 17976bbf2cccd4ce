-- one row per project, cost category and month: actual cost in base currency and hours
select
    sums.project, sums.category, category_kind.kind, sums.month,
    case
        when sum(sums.n_lines) > sum(sums.n_without_cost + sums.n_without_rate)
        then cast(sum(sums.cost_base) as double)
    end as cost_base,
    case
        when sum(sums.n_lines) > sum(sums.n_without_hours) then cast(sum(sums.hours) as double)
    end as hours,
    cast(sum(sums.n_lines) as bigint) as n_lines,
    cast(sum(sums.n_without_cost) as bigint) as n_without_cost,
    cast(sum(sums.n_without_rate) as bigint) as n_without_rate
from rollup_actual_month as sums
left join category_kind on sums.category = category_kind.code
group by sums.project, sums.category, category_kind.kind, sums.month
order by sums.project nulls first, sums.category nulls first, sums.month nulls first
