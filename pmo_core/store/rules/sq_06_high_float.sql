-- code: SQ-06
-- name: High float
-- family: schedule quality
-- severity: observation
-- rationale: A task that can slip for more than two months most often lacks a successor: its time to spare is not there.
-- basis: DCMA 14-point assessment, check 6; GAO Schedule Assessment Guide, best practice 7.
-- remedy: Look for the successor that is missing; where the time is there, say why.
-- parameter: pct = 5 | Percent of the unfinished tasks that may have a total float above 44 working days
select
    item.project, item.wbs, element.name, cast(item.days as bigint) as total_float,
    verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 6 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 6 and value is not null
