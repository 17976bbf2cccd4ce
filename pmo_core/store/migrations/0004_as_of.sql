-- Lines with their cost in base currency by the rate of their day; null without a cost or a rate.
create view actual_in_base as
select
    line.project, line.category, line.role, line.person, line.spent_on,
    cast(date_trunc('month', line.spent_on) as date) as month,
    case
        when line.currency is null or line.currency = base_currency.code then line.cost
        else cast(round(cast(line.cost as double) * rate_period.rate, 4) as decimal(18,4))
    end as cost_base,
    line.hours,
    case when line.cost is null then 1 else 0 end as n_without_cost,
    case when line.hours is null then 1 else 0 end as n_without_hours,
    case
        when line.cost is not null and line.currency <> base_currency.code
            and rate_period.rate is null
        then 1 else 0
    end as n_without_rate
from actual as line
cross join base_currency
left join rate_period
    on line.currency = rate_period.currency
    and line.spent_on >= rate_period.valid_from
    and (rate_period.valid_until is null or line.spent_on < rate_period.valid_until);

-- Lines without a person stand under the person '', so that the hours of all persons are all hours.
drop table rollup_person_month;

create table rollup_person_month (
    person varchar not null,
    project varchar not null,
    month date not null,
    hours decimal(38,4) not null,
    cost_base decimal(38,4) not null,
    n_lines bigint not null,
    n_without_hours bigint not null
);

insert into rollup_person_month
select
    person, project, month,
    cast(sum(coalesce(hours, 0)) as decimal(38,4)),
    cast(sum(coalesce(cost_base, 0)) as decimal(38,4)),
    cast(count(*) as bigint),
    cast(sum(n_without_hours) as bigint)
from actual_in_base
group by person, project, month;
