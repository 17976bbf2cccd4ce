-- one row per cost category of a project: actual cost in base currency and hours
select
    sums.category, cost_category.name as category_name, category_kind.kind,
    case
        when sum(sums.n_lines) > sum(sums.n_without_cost + sums.n_without_rate)
        then cast(sum(sums.cost_base) as double)
    end as cost_base,
    cast(sum(sums.hours) as double) as hours,
    cast(sum(sums.n_lines) as bigint) as n_lines,
    cast(sum(sums.n_without_cost) as bigint) as n_without_cost,
    cast(sum(sums.n_without_rate) as bigint) as n_without_rate
from rollup_actual_month as sums
left join cost_category on sums.category = cost_category.code
left join category_kind on sums.category = category_kind.code
where sums.project = $project
group by sums.category, cost_category.name, category_kind.kind
order by sum(sums.cost_base) desc nulls last, sums.category nulls first
