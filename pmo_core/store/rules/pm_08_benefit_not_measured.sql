-- code: PM-08
-- name: Benefit not measured after closure
-- family: performance and money
-- severity: minor
-- rationale: A project was paid for what it was to bring; if nobody looks whether it came, the next
--   promise costs nothing either.
-- basis: PMI Standard for Portfolio Management, value; ISO 21502, benefit management.
-- remedy: Measure what came, and enter it for the year or the day; where nothing came, enter 0.
-- parameter: days = 90 | Days after the year, or after the day planned, by which it is measured
with start_month as (
    select coalesce(try_cast(max(value) as integer), 1) as month
    from setting
    where code = 'fiscal_year_start_month'
),

due as (
    select
        benefit.project, 'benefit of the year' as what, cast(benefit.year as varchar) as code,
        make_date(
            cast(benefit.year + case when start_month.month = 1 then 1 else 0 end as integer),
            start_month.month, 1
        ) as due_on,
        cast(benefit.planned_benefit as double) as planned,
        benefit.realized_benefit is not null as is_measured
    from benefit
    cross join start_month
    where coalesce(benefit.planned_benefit, benefit.low_benefit, benefit.high_benefit) <> 0
    union all
    select
        project, 'measurement' as what, code, measured_on as due_on, expected_value as planned,
        measured_value is not null as is_measured
    from benefit_measurement
)

select
    due.project, due.what, due.code, due.planned, due.due_on, project.sponsor,
    project.currency
from due
inner join project on due.project = project.code
where
    project.stage = 'closed' and coalesce(project.actual_finish < due.due_on, true)
    and not due.is_measured and $as_of - due.due_on > $days
order by due.project, due.what, due.code, due.due_on
-- checked
with start_month as (
    select coalesce(try_cast(max(value) as integer), 1) as month
    from setting
    where code = 'fiscal_year_start_month'
),

due as (
    select
        benefit.project,
        make_date(
            cast(benefit.year + case when start_month.month = 1 then 1 else 0 end as integer),
            start_month.month, 1
        ) as due_on
    from benefit
    cross join start_month
    where coalesce(benefit.planned_benefit, benefit.low_benefit, benefit.high_benefit) <> 0
    union all
    select project, measured_on as due_on from benefit_measurement
)

select due.project, count(*) as n_checked
from due
inner join project on due.project = project.code
where
    project.stage = 'closed' and coalesce(project.actual_finish < due.due_on, true)
    and $as_of - due.due_on > $days
group by all
