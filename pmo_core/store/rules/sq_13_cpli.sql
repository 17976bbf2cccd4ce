-- code: SQ-13
-- name: Critical path length index below threshold
-- family: schedule quality
-- severity: major
-- rationale: What is left of the way is longer than what is left of the time: the agreed end is kept only by working faster than planned.
-- basis: DCMA 14-point assessment, check 13; GAO Schedule Assessment Guide, best practice 10.
-- remedy: Shorten the critical path, or agree on another end.
-- parameter: index = 0.95 | Least index: (length of the critical path + total float) / length
select verdict.project, project.name, project.manager, verdict.value as cpli
from dcma_check as verdict
inner join project on verdict.project = project.code
where verdict.number = 13 and verdict.value < $index
order by verdict.project
-- checked
select project, n_checked
from dcma_check
where number = 13 and value is not null
