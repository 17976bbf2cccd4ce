-- one row per month in which a project has budget or actuals: both, in base currency and hours
with posted as (
    select
        month,
        case
            when sum(n_lines) > sum(n_without_cost + n_without_rate)
            then cast(sum(cost_base) as double)
        end as actual_cost,
        cast(sum(hours) as double) as actual_hours,
        cast(sum(n_lines) as bigint) as n_lines
    from rollup_actual_month
    where project = $project
    group by month
),
budget as (
    select month, sum(cost_base) as budget_cost, sum(hours) as budget_hours
    from budget_month
    where project = $project
    group by month
)
select
    coalesce(posted.month, budget.month) as month,
    posted.actual_cost, posted.actual_hours, coalesce(posted.n_lines, 0) as n_lines,
    budget.budget_cost, budget.budget_hours
from posted
full outer join budget on posted.month = budget.month
order by 1 nulls first
