-- warning: budget lines of one project and cost category should not cover a month twice
select first_line.project, first_line.category, first_line.period_on, second_line.period_on
from budget_line as first_line
inner join budget_line as second_line
    on first_line.project = second_line.project
    and first_line.category = second_line.category
    and (
        first_line.period_on < second_line.period_on
        or (first_line.period_on = second_line.period_on and first_line.n_months < second_line.n_months)
    )
    and second_line.period_on < first_line.period_on + to_months(cast(first_line.n_months as integer))
order by 1, 2, 3, 4
