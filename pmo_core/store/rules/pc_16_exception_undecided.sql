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
    project, measure, deviation, tolerated, deviation_unit, since_on, n_reports, board, manager
from open_exception
where exception_state = 'open' and age_days > $days
order by project, measure
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold')
group by all
union
select project, 1 as n_checked
from open_exception
where project not in (select code from project where stage in ('delivery', 'on hold'))
order by project
