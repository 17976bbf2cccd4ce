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
    select project, data_date, cast(date_trunc('month', data_date) as date) as month
    from data_day
    where data_date < $as_of and data_date < last_day(data_date)
)
select
    cut.project, cut.data_date,
    case
        when count(*) > sum(line.n_without_cost + line.n_without_rate)
        then cast(sum(line.cost_base) as double)
    end as cost_base,
    case when count(*) > sum(line.n_without_hours) then cast(sum(line.hours) as double) end as hours
from cut
inner join actual_in_base as line
    on cut.project = line.project and cut.month = line.month and line.spent_on <= cut.data_date
group by cut.project, cut.data_date
order by cut.project nulls first, cut.data_date nulls first
