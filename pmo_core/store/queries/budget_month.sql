-- one row per project, cost category and month: budget spread evenly over its period, in base currency
-- Plans are converted by the rate of $as_of, whatever their month, like planned and forecast cost.
-- A line is counted in its first month.
with line as (
    select
        budget_line.project, budget_line.category, budget_line.period_on, budget_line.n_months,
        cast(budget_line.amount as double) / budget_line.n_months * case
            when budget_line.currency is null or budget_line.currency = base_currency.code then 1.0
            else rate_period.rate
        end as cost_base,
        cast(budget_line.hours as double) / budget_line.n_months as hours,
        case when budget_line.amount is null then 1 else 0 end as n_without_cost,
        case when budget_line.hours is null then 1 else 0 end as n_without_hours,
        case
            when budget_line.amount is not null and budget_line.currency <> base_currency.code
                and rate_period.rate is null
            then 1 else 0
        end as n_without_rate
    from budget_line
    cross join base_currency
    left join rate_period
        on budget_line.currency = rate_period.currency
        and $as_of >= rate_period.valid_from
        and (rate_period.valid_until is null or $as_of < rate_period.valid_until)
),
step as (
    select unnest([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) as number
)
select
    line.project, line.category,
    cast(date_trunc('month', line.period_on) + to_months(cast(step.number as integer)) as date)
        as month,
    sum(line.cost_base) as cost_base,
    sum(line.hours) as hours,
    cast(count(*) filter (where step.number = 0) as bigint) as n_lines,
    cast(sum(case when step.number = 0 then line.n_without_cost else 0 end) as bigint)
        as n_without_cost,
    cast(sum(case when step.number = 0 then line.n_without_hours else 0 end) as bigint)
        as n_without_hours,
    cast(sum(case when step.number = 0 then line.n_without_rate else 0 end) as bigint)
        as n_without_rate
from line
inner join step on step.number < line.n_months
group by 1, 2, 3
order by 1 nulls first, 2 nulls first, 3 nulls first
