-- one row per project and data date that cuts a month: cost in base currency and hours of that month
-- Only data dates before $as_of that are not the last day of their month; the others are whole sums.
with data_day as (
    select project, data_date from status_report
    union
    select project, data_date from progress
    union
    select project, data_date from earned_value
),
cut as (
    select project, data_date, cast(date_trunc('month', data_date) as date) as first_day
    from data_day
    where data_date < $as_of and data_date < last_day(data_date)
),
line as (
    select
        cut.project, cut.data_date, actual.spent_on, actual.cost, actual.hours,
        case when actual.currency <> base_currency.code then actual.currency end as currency
    from cut
    inner join actual
        on cut.project = actual.project
        and cut.first_day = cast(date_trunc('month', actual.spent_on) as date)
        and actual.spent_on <= cut.data_date
    cross join base_currency
)
select
    line.project, line.data_date,
    cast(sum(
        cast(line.cost as double) * case when line.currency is null then 1.0 else rate_period.rate end
    ) as double) as cost_base,
    cast(sum(line.hours) as double) as hours
from line
left join rate_period
    on line.currency = rate_period.currency
    and line.spent_on >= rate_period.valid_from
    and (rate_period.valid_until is null or line.spent_on < rate_period.valid_until)
group by line.project, line.data_date
order by line.project nulls first, line.data_date nulls first
