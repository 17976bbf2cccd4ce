-- code: PM-07
-- name: Committed above budget
-- family: performance and money
-- severity: major
-- rationale: What is ordered will be invoiced: with what is spent already it is more than the
--   budget, though no actual shows it yet.
-- basis: COSO, control activities: commitments; ISO 21502, cost management.
-- remedy: Cancel or cut orders, or ask the board for a change of the budget before the invoices
--   come.
-- parameter: pct = 1 | Percent of the budget by which it may be exceeded
with rate_now as (
    select currency, arg_max(rate, valid_from) as rate
    from rate
    where valid_from <= $as_of
    group by currency
),

committed as (
    select
        item.project, count(*) as n_orders,
        sum(
            greatest(item.amount - coalesce(item.invoiced_amount, 0), 0) * case
                when item.currency is null or item.currency = base.code then 1.0
                else rate_now.rate
            end
        ) as committed_cost
    from purchase_order as item
    cross join base_currency as base
    left join rate_now on item.currency = rate_now.currency
    where
        coalesce(item.ordered_on <= $as_of, true) and coalesce(item.closed_on > $as_of, true)
    group by item.project
),

latest as (
    select
        project, arg_max(bac, data_date) as bac, arg_max(ac, data_date) as ac
    from earned_status
    where data_date <= $as_of and bac is not null
    group by project
)

select
    committed.project, project.manager, committed.n_orders, coalesce(latest.ac, 0) as ac,
    committed.committed_cost, latest.bac,
    coalesce(latest.ac, 0) + committed.committed_cost as cost_with_committed,
    (coalesce(latest.ac, 0) + committed.committed_cost) / latest.bac * 100 - 100 as over_budget_pct
from committed
inner join latest on committed.project = latest.project
inner join project on committed.project = project.code
where
    project.stage in ('approved', 'delivery', 'on hold') and latest.bac > 0
    and committed.committed_cost > 0
    and coalesce(latest.ac, 0) <= latest.bac * (1 + $pct / 100)
    and coalesce(latest.ac, 0) + committed.committed_cost > latest.bac * (1 + $pct / 100)
order by committed.project
-- checked
select item.project, count(*) as n_checked
from purchase_order as item
where
    item.project in (
        select project from earned_status where data_date <= $as_of and bac > 0
    )
group by all
