-- code: SQ-01
-- name: Tasks without predecessor or successor
-- family: schedule quality
-- severity: minor
-- rationale: What nothing waits for, or what waits for nothing, does not move when the work moves: the dates behind it are no forecast.
-- basis: DCMA 14-point assessment, check 1; GAO Schedule Assessment Guide, best practice 2.
-- remedy: Link each task to what it needs and to what needs it; only the first and the last of a project may lack one end.
-- parameter: pct = 5 | Percent of the unfinished tasks that may lack one
select
    item.project, item.wbs, element.name, item.what as lacking, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 1 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 1 and value is not null
