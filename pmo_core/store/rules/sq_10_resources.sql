-- code: SQ-10
-- name: Tasks without hours, cost or roles
-- family: schedule quality
-- severity: minor
-- rationale: A task for which nobody is planned is done by nobody, or by people whom another plan counts on.
-- basis: DCMA 14-point assessment, check 10; GAO Schedule Assessment Guide, best practice 3.
-- remedy: Plan hours, cost or roles for the task, or make a milestone of it.
-- parameter: pct = 0 | Percent of the unfinished tasks that may lack them
select
    item.project, item.wbs, element.name, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 10 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 10 and value is not null
