-- one row per WBS element that lines of $project name, to $as_of: cost in base currency and hours
-- Lines without an element have the empty one.
select
    line.wbs,
    case
        when count(*) filter (
            where line.cost is not null and (
                line.currency is null or line.currency = base_currency.code
                or rate_period.rate is not null
            )
        ) > 0
        then cast(sum(
            cast(line.cost as double) * case
                when line.currency is null or line.currency = base_currency.code then 1.0
                else rate_period.rate
            end
        ) as double)
    end as cost_base,
    cast(sum(line.hours) as double) as hours
from actual as line
cross join base_currency
left join rate_period
    on line.currency = rate_period.currency
    and line.spent_on >= rate_period.valid_from
    and (rate_period.valid_until is null or line.spent_on < rate_period.valid_until)
where line.project = $project and line.spent_on <= $as_of
group by line.wbs
order by line.wbs nulls first
