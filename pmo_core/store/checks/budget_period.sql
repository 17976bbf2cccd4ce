-- error: a budget line covers one to twelve months
select project, category, period_on, n_months
from budget_line
where n_months < 1 or n_months > 12
order by 1, 2, 3, 4
