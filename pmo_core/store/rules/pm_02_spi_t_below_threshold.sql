-- code: PM-02
-- name: SPI(t) below the threshold for several reports
-- family: performance and money
-- severity: major
-- rationale: Work that is earned later than planned for several reports ends later too; unlike SPI,
--   SPI(t) still says so when the work ends.
-- basis: ANSI/PMI 19-006; Lipke, earned schedule.
-- remedy: Find the cause, renew the forecast, and take action or ask the board for another
--   baseline.
-- parameter: threshold = 0.85 | SPI(t) below which schedule performance is poor
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
        status.project, status.data_date, status.spi_t, status.spi, status.ev, status.pv,
        row_number() over (partition by status.project order by status.data_date desc) as nth
    from earned_status as status
    semi join said on status.project = said.project and status.data_date = said.data_date
    inner join project on status.project = project.code
    where
        status.spi_t is not null and status.data_date <= $as_of
        and (project.stage is null or project.stage in ('delivery', 'on hold'))
        and (project.actual_finish is null or project.actual_finish > $as_of)
)

select
    project, count(*) as n_periods, min(data_date) as first_on, max(data_date) as last_on,
    max(spi_t) as best, arg_max(spi_t, data_date) as spi_t, arg_max(spi, data_date) as spi,
    arg_max(ev, data_date) as ev, arg_max(pv, data_date) as pv
from report
where nth <= $periods
group by project
having count(*) >= $periods and max(spi_t) < $threshold
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
    status.spi_t is not null and status.data_date <= $as_of
    and (project.stage is null or project.stage in ('delivery', 'on hold'))
    and (project.actual_finish is null or project.actual_finish > $as_of)
group by status.project
having count(*) >= $periods
