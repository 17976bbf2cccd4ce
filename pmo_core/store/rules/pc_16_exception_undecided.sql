-- code: PC-16
-- name: Exception without a decision
-- family: process conformance
-- severity: major
-- rationale: A project that has left its tolerance goes on without a mandate until its board
--   decides.
-- basis: PRINCE2, manage by exception; tolerances of the settings and of the project.
-- remedy: Put the exception on the agenda of the board in charge.
-- parameter: days = 45 | Days after a tolerance was broken by which a board decides
select
    found.project, found.measure, found.deviation, found.tolerated, found.deviation_unit,
    found.since_on, found.n_reports, found.board, found.manager
from open_exception as found
inner join project on found.project = project.code
where
    project.stage in ('delivery', 'on hold') and found.exception_state = 'open'
    and found.age_days > $days
order by found.project, found.measure
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold')
group by all
