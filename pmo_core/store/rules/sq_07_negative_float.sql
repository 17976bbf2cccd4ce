-- code: SQ-07
-- name: Negative float
-- family: schedule quality
-- severity: major
-- rationale: The plan cannot keep a date that it has to keep: nobody can, working as planned.
-- basis: DCMA 14-point assessment, check 7; GAO Schedule Assessment Guide, best practice 7.
-- remedy: Shorten or reorder the work before the date, or agree on another date.
-- parameter: pct = 0 | Percent of the unfinished tasks that may have one
select
    item.project, item.wbs, element.name, cast(item.days as bigint) as total_float,
    verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 7 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 7 and value is not null
