-- one row per project, money in base currency: what is planned, reported, budgeted and posted
with latest_rate as (
    select currency, rate
    from rate_period
    where valid_until is null
),
latest_status as (
    select *
    from status_report
    qualify row_number() over (partition by project order by data_date desc nulls last) = 1
),
status as (
    select
        latest_status.*,
        case
            when latest_status.currency is null or latest_status.currency = base_currency.code then 1.0
            else rate_period.rate
        end as to_base
    from latest_status
    cross join base_currency
    left join rate_period
        on latest_status.currency = rate_period.currency
        and latest_status.data_date >= rate_period.valid_from
        and (rate_period.valid_until is null or latest_status.data_date < rate_period.valid_until)
),
posted as (
    select
        project,
        cast(sum(cost_base) as double) as cost,
        cast(sum(hours) as double) as hours,
        cast(sum(n_lines) as bigint) as n_lines,
        cast(sum(n_without_cost) as bigint) as n_without_cost,
        cast(sum(n_without_hours) as bigint) as n_without_hours,
        cast(sum(n_without_rate) as bigint) as n_without_rate,
        min(month) as first_month,
        max(month) as last_month
    from rollup_actual_month
    group by project
),
budget as (
    select
        project,
        sum(cost_base) as cost,
        sum(hours) as hours,
        cast(sum(n_without_cost) as bigint) as n_without_cost,
        cast(sum(n_without_rate) as bigint) as n_without_rate
    from budget_month
    group by project
),
planned as (
    select
        project.*,
        case
            when project.currency is null or project.currency = base_currency.code then 1.0
            else latest_rate.rate
        end as to_base
    from project
    cross join base_currency
    left join latest_rate on project.currency = latest_rate.currency
)
select
    structure.project, structure.project_name, structure.portfolio, structure.portfolio_name,
    structure.program, structure.program_name, structure.department, structure.department_name,
    planned.sponsor, planned.manager, planned.method, planned.stage, planned.phase,
    planned.priority, planned.tags, planned.currency,
    planned.planned_start, planned.planned_finish, planned.actual_start, planned.actual_finish,
    planned.forecast_finish,
    cast(planned.planned_cost as double) * planned.to_base as planned_cost,
    cast(planned.forecast_cost as double) * planned.to_base as forecast_cost,
    planned.withheld,
    status.data_date as status_on,
    status.percent_complete,
    status.rag as rag_reported,
    status.phase as status_phase,
    status.planned_finish as status_planned_finish,
    status.forecast_finish as status_forecast_finish,
    cast(status.planned_cost as double) * status.to_base as status_planned_cost,
    cast(status.forecast_cost as double) * status.to_base as status_forecast_cost,
    status.comment as status_comment,
    status.withheld as status_withheld,
    budget.cost as budget_cost,
    budget.hours as budget_hours,
    coalesce(budget.n_without_cost, 0) as n_budget_without_cost,
    case
        when posted.n_lines > posted.n_without_cost + posted.n_without_rate then posted.cost
    end as actual_cost,
    case when posted.n_lines > posted.n_without_hours then posted.hours end as actual_hours,
    coalesce(posted.n_lines, 0) as n_lines,
    coalesce(posted.n_without_cost, 0) as n_without_cost,
    coalesce(posted.n_without_rate, 0) + coalesce(budget.n_without_rate, 0)
        + case when planned.to_base is null then 1 else 0 end
        + case when status.project is not null and status.to_base is null then 1 else 0 end
        as n_without_rate,
    posted.first_month,
    posted.last_month
from project_structure as structure
inner join planned on structure.project = planned.code
left join status on structure.project = status.project
left join posted on structure.project = posted.project
left join budget on structure.project = budget.project
order by structure.project nulls first
