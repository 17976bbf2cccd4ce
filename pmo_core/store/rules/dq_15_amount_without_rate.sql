-- code: DQ-15
-- name: Amounts without a rate
-- family: data quality
-- severity: major
-- rationale: An amount whose currency has no rate on its day is in no sum; costs and budgets look
--   smaller than they are.
-- basis: ISO/IEC 25012, completeness; IAS 21, rate at the date of the transaction.
-- remedy: Enter the rate from the first day on which the currency is used.
with known as (
    select currency, min(valid_from) as first_on from rate group by currency
),

used as (
    select project, 'actuals' as what, currency, month as first_on, n_without_rate as n_lines
    from rollup_actual_month
    where n_without_rate > 0
    union all
    select
        code as project, 'project' as what, currency, cast(null as date) as first_on, 1 as n_lines
    from project
    where coalesce(planned_cost, forecast_cost) is not null
    union all
    select project, 'status reports' as what, currency, data_date as first_on, 1 as n_lines
    from status_report
    where coalesce(planned_cost, forecast_cost) is not null
    union all
    select project, 'budget lines' as what, currency, period_on as first_on, 1 as n_lines
    from budget_line
    where amount is not null
    union all
    select project, 'baselines' as what, currency, approved_on as first_on, 1 as n_lines
    from baseline
    where planned_cost is not null
    union all
    select project, 'purchase orders' as what, currency, ordered_on as first_on, 1 as n_lines
    from purchase_order
    where amount is not null
)

select
    used.project, used.what, used.currency, min(used.first_on) as first_on,
    cast(sum(used.n_lines) as bigint) as n_lines
from used
cross join base_currency as base
left join known on used.currency = known.currency
where
    used.currency <> base.code and used.currency <> ''
    and (used.what = 'actuals' or known.currency is null or known.first_on > $as_of)
group by used.project, used.what, used.currency
order by used.project, used.what, used.currency
-- checked
select code as project, count(*) as n_checked
from project
where
    coalesce(planned_cost, forecast_cost) is not null
    or code in (select project from rollup_actual_month)
    or code in (select project from status_report)
    or code in (select project from budget_line)
    or code in (select project from baseline)
    or code in (select project from purchase_order)
group by all
