-- code: PM-06
-- name: The same invoice twice
-- family: performance and money
-- severity: major
-- rationale: The same amount in the same category within days is most often one invoice that was
--   posted, and perhaps paid, twice.
-- basis: COSO, control activities: duplicate payments.
-- remedy: Compare the two documents; cancel one with a line of the opposite sign, or correct the
--   source.
-- parameter: days = 7 | Days within which the same amount counts as the same invoice
-- parameter: amount = 100 | Amount, in the currency of the line, below which nothing is looked at
with invoice as (
    select
        project, source, category, wbs, role, coalesce(currency, '') as currency, cost, spent_on,
        entry, line
    from actual
    where person = '' and hours is null and abs(cost) >= $amount and spent_on <= $as_of
),

canceled as (
    select distinct project, category, currency, -cost as cost from invoice where cost < 0
),

followed as (
    select
        invoice.*,
        lag(spent_on) over same as earlier_on,
        lag(entry) over same as earlier_entry
    from invoice
    anti join canceled
        on invoice.project = canceled.project and invoice.category = canceled.category
        and invoice.currency = canceled.currency and invoice.cost = canceled.cost
    where invoice.cost > 0
    window same as (
        partition by invoice.project, invoice.category, invoice.wbs, invoice.currency, invoice.cost
        order by invoice.spent_on, invoice.source, invoice.entry, invoice.role
    )
)

select
    project, category, cost, currency, earlier_on, earlier_entry, spent_on, entry, source, line
from followed
where spent_on - earlier_on <= $days
order by project, spent_on, category, cost, wbs, source, entry, role
-- checked
select project, count(*) as n_checked
from actual
where person = '' and hours is null and abs(cost) >= $amount and spent_on <= $as_of
group by project
