-- code: SQ-12
-- name: A delay does not reach the end
-- family: schedule quality
-- severity: major
-- rationale: When the most critical task is delayed and the end of the project does not move, the plan does not tell when the work will be done.
-- basis: DCMA 14-point assessment, check 12; GAO Schedule Assessment Guide, best practice 6.
-- remedy: Look for links that are missing and for hard dates on the way from the critical tasks to the end.
-- parameter: pct = 95 | Percent of a delay of 600 working days that must reach the end; days off may swallow some
select verdict.project, project.name, project.manager, 100 * verdict.value as moved_pct
from dcma_check as verdict
inner join project on verdict.project = project.code
where verdict.number = 12 and 100 * verdict.value < $pct
order by verdict.project
-- checked
select project, n_checked
from dcma_check
where number = 12 and value is not null
