-- Sums to month grain, kept up by the store in the transaction of each change.
-- cost_base holds the lines with a cost and a rate; n_without_rate counts those that lack the rate.

create table rollup_actual_month (
    project varchar not null,
    category varchar not null,
    role varchar not null,
    month date not null,
    currency varchar not null,
    cost decimal(38,4) not null,
    cost_base decimal(38,4) not null,
    hours decimal(38,4) not null,
    n_lines bigint not null,
    n_without_cost bigint not null,
    n_without_hours bigint not null,
    n_without_rate bigint not null
);

create table rollup_person_month (
    person varchar not null,
    project varchar not null,
    month date not null,
    hours decimal(38,4) not null,
    cost_base decimal(38,4) not null,
    n_lines bigint not null
);

-- The currency of the roll-ups; without a setting, the default of the settings.
create view base_currency as
select coalesce(max(value), 'EUR') as code
from setting
where code = 'base_currency';

-- From when until when (exclusive; null = until now) a rate holds.
create view rate_period as
select
    currency, valid_from, rate,
    lead(valid_from) over (partition by currency order by valid_from nulls first) as valid_until
from rate;

-- The kind of a cost category: its own, else that of the nearest category above it that has one.
create view category_kind as
with recursive climb(code, above, kind, level) as (
    select code, parent, kind, 0
    from cost_category
    union all
    select climb.code, upper_category.parent, upper_category.kind, climb.level + 1
    from climb
    inner join cost_category as upper_category on climb.above = upper_category.code
    where climb.kind is null and climb.level < 20
)
select code, max(kind) as kind
from climb
group by code;

-- Budget lines spread evenly over their months, in base currency by the rate of each month's first day.
create view budget_month as
with spread as (
    select
        line.project, line.category, line.n_months, line.amount, line.hours,
        cast(date_trunc('month', line.period_on) + to_months(cast(step.number as integer)) as date)
            as month,
        case
            when line.currency is null or line.currency = base_currency.code then ''
            else line.currency
        end as currency
    from budget_line as line
    cross join base_currency
    inner join (
        select unnest([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) as number
    ) as step on step.number < line.n_months
)
select
    spread.project, spread.category, spread.month,
    cast(sum(
        cast(spread.amount as double) / spread.n_months
        * case when spread.currency = '' then 1.0 else rate_period.rate end
    ) as double) as cost_base,
    cast(sum(cast(spread.hours as double) / spread.n_months) as double) as hours,
    cast(count(*) as bigint) as n_lines,
    cast(sum(case when spread.amount is null then 1 else 0 end) as bigint) as n_without_cost,
    cast(sum(case
        when spread.amount is not null and spread.currency <> '' and rate_period.rate is null then 1
        else 0
    end) as bigint) as n_without_rate
from spread
left join rate_period
    on spread.currency = rate_period.currency
    and spread.month >= rate_period.valid_from
    and (rate_period.valid_until is null or spread.month < rate_period.valid_until)
group by spread.project, spread.category, spread.month;

-- The portfolio of a project: its own, else that of its program; names beside the codes.
create view project_structure as
select
    project.code as project,
    project.name as project_name,
    coalesce(project.portfolio, program.portfolio) as portfolio,
    portfolio.name as portfolio_name,
    project.program,
    program.name as program_name,
    project.department,
    department.name as department_name,
    project.method, project.stage, project.tags
from project
left join program on project.program = program.code
left join portfolio on coalesce(project.portfolio, program.portfolio) = portfolio.code
left join department on project.department = department.code;
