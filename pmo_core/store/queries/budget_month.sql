-- one row per project, cost category and month: budget spread evenly over its period, in base currency
select
    budget_month.project, budget_month.category, category_kind.kind, budget_month.month,
    budget_month.cost_base, budget_month.hours, budget_month.n_lines,
    budget_month.n_without_cost, budget_month.n_without_rate
from budget_month
left join category_kind on budget_month.category = category_kind.code
order by budget_month.project nulls first, budget_month.category nulls first,
    budget_month.month nulls first
