-- code: DQ-17
-- name: All done, but not finished
-- family: data quality
-- severity: minor
-- rationale: Without a day of the finish, work that is done counts as running: it is late each day,
--   and its people are not free.
-- basis: ISO/IEC 25012, completeness; GAO Schedule Assessment Guide, best practice 9.
-- remedy: Enter the day on which it was finished, or correct the percent complete.
-- parameter: days = 45 | Days after the first report of 100 percent by which the finish is known
with dated as (
    select distinct project
    from progress
    where actual_finish is not null and data_date <= $as_of
),

said as (
    select
        status_report.project, '' as element, status_report.data_date,
        status_report.percent_complete, project.actual_finish
    from status_report
    inner join project on status_report.project = project.code
    where
        status_report.data_date <= $as_of
        and coalesce(project.stage, '') not in ('closed', 'canceled')
    union all
    select project, wbs as element, data_date, percent_complete, actual_finish
    from progress
    where data_date <= $as_of and project in (select project from dated)
),

last_said as (
    select
        project, element,
        arg_max(percent_complete, data_date) as percent_complete,
        max(actual_finish) as actual_finish,
        min(data_date) filter (where percent_complete >= 100) as first_on
    from said
    group by project, element
)

select project, element, first_on, percent_complete
from last_said
where percent_complete >= 100 and actual_finish is null and $as_of - first_on > $days
order by project, element
-- checked
with dated as (
    select distinct project
    from progress
    where actual_finish is not null and data_date <= $as_of
),

told as (
    select distinct project, '' as element
    from status_report
    where percent_complete is not null and data_date <= $as_of
    union all
    select distinct project, wbs as element
    from progress
    where
        percent_complete is not null and data_date <= $as_of
        and project in (select project from dated)
)

select project, count(*) as n_checked
from told
group by all
