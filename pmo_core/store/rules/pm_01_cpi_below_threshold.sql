-- code: PM-01
-- name: CPI below the threshold for several reports
-- family: performance and money
-- severity: major
-- rationale: Cost performance rarely recovers once it has stayed low; after several reports it is
--   not an outlier any more.
-- basis: ANSI/PMI 19-006; EIA-748, guideline 23, variances that are explained.
-- remedy: Find the cause, renew the forecast, and take action or ask the board for another
--   baseline.
-- parameter: threshold = 0.9 | CPI below which cost performance is poor
-- parameter: periods = 3 | Latest reports that must all be below it
with said as (
    select project, data_date from status_report
    union
    select project, data_date from progress
    union
    select project, data_date from earned_value
),

report as (
    select
        status.project, status.data_date, status.cpi, status.ev, status.ac, status.bac,
        row_number() over (partition by status.project order by status.data_date desc) as nth
    from earned_status as status
    semi join said on status.project = said.project and status.data_date = said.data_date
    inner join project on status.project = project.code
    where
        status.cpi is not null and status.data_date <= $as_of
        and (project.stage is null or project.stage in ('delivery', 'on hold'))
        and (project.actual_finish is null or project.actual_finish > $as_of)
)

select
    project, count(*) as n_periods, min(data_date) as first_on, max(data_date) as last_on,
    max(cpi) as best, arg_max(cpi, data_date) as cpi, arg_max(ev, data_date) as ev,
    arg_max(ac, data_date) as ac, arg_max(bac, data_date) as bac
from report
where nth <= $periods
group by project
having count(*) >= $periods and max(cpi) < $threshold
order by project
-- checked
with said as (
    select project, data_date from status_report
    union
    select project, data_date from progress
    union
    select project, data_date from earned_value
)

select status.project, 1 as n_checked
from earned_status as status
semi join said on status.project = said.project and status.data_date = said.data_date
inner join project on status.project = project.code
where
    status.cpi is not null and status.data_date <= $as_of
    and (project.stage is null or project.stage in ('delivery', 'on hold'))
    and (project.actual_finish is null or project.actual_finish > $as_of)
group by status.project
having count(*) >= $periods
