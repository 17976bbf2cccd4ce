-- Lines with their cost in base currency by the rate of their day, null without a cost or a rate, as
-- before; and all that names a line, also as one text, so that samples can be drawn from them.
drop view actual_in_base;

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
    end as n_without_rate,
    line.source, line.wbs, line.entry, line.cost, line.currency, line.comment,
    concat_ws(
        ' ', nullif(line.source, ''), line.project, nullif(line.wbs, ''), nullif(line.person, ''),
        nullif(line.role, ''), nullif(line.category, ''), cast(line.spent_on as varchar),
        nullif(line.entry, '')
    ) as item
from actual as line
cross join base_currency
left join rate_period
    on line.currency = rate_period.currency
    and line.spent_on >= rate_period.valid_from
    and (rate_period.valid_until is null or line.spent_on < rate_period.valid_until);
