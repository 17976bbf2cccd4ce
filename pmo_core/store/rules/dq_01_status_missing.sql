-- code: DQ-01
-- name: Status missing
-- family: data quality
-- severity: major
-- rationale: All that is shown of a project is as old as its last report; who does not report
--   cannot be helped in time.
-- basis: ISO/IEC 25012, currentness; ISO 21502, progress reporting.
-- remedy: The project manager reports the status; where the project has ended or rests, its stage
--   says so.
-- parameter: days = 45 | Days within which a running project reports
with running as (
    select code as project, manager, coalesce(actual_start, planned_start) as started_on
    from project
    where stage = 'delivery'
),

last_report as (
    select project, max(data_date) as status_on
    from status_report
    where data_date <= $as_of
    group by project
)

select running.project, running.manager, running.started_on, last_report.status_on
from running
left join last_report on running.project = last_report.project
where
    $as_of - coalesce(last_report.status_on, running.started_on) > $days
    or coalesce(last_report.status_on, running.started_on) is null
order by running.project
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold', 'closed', 'canceled')
group by all
