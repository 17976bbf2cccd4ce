-- code: SQ-08
-- name: Long tasks
-- family: schedule quality
-- severity: observation
-- rationale: How far a task of more than two months is, is a guess until it ends: a slip in it shows late.
-- basis: DCMA 14-point assessment, check 8; GAO Schedule Assessment Guide, best practice 4.
-- remedy: Divide the task into parts that end within two months.
-- parameter: pct = 5 | Percent of the unfinished tasks that may take more than 44 working days
select
    item.project, item.wbs, element.name, cast(item.days as bigint) as duration_days,
    verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 8 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 8 and value is not null
