-- code: SQ-14
-- name: Baseline execution index below threshold
-- family: schedule quality
-- severity: major
-- rationale: Fewer tasks are finished than were to be: the backlog grows, whatever is done ahead of time elsewhere.
-- basis: DCMA 14-point assessment, check 14; GAO Schedule Assessment Guide, best practice 10.
-- remedy: Finish what is due before beginning what is not, or plan the rest anew.
-- parameter: index = 0.95 | Least index: tasks finished / tasks due by the data date
-- parameter: tasks = 1 | Tasks that may lack: of fewer than 20 a single one is more than 5 percent
select
    verdict.project, project.name, project.manager, verdict.value as bei, verdict.n_failed,
    verdict.n_checked
from dcma_check as verdict
inner join project on verdict.project = project.code
where
    verdict.number = 14 and verdict.value < $index
    and verdict.n_checked * (1 - verdict.value) > $tasks + 1e-9
order by verdict.project
-- checked
select project, n_checked
from dcma_check
where number = 14 and value is not null
