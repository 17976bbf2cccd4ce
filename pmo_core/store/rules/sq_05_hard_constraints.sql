-- code: SQ-05
-- name: Hard constraints
-- family: schedule quality
-- severity: minor
-- rationale: A date that must be kept holds a task where it is whatever happens before it, so that a delay does not show where it arrives.
-- basis: DCMA 14-point assessment, check 5; GAO Schedule Assessment Guide, best practice 2.
-- remedy: Give the task links, and a date no earlier than which it starts; keep hard dates for what is really fixed.
-- parameter: pct = 5 | Percent of the unfinished tasks that may have one
select
    item.project, item.wbs, element.name, item.what as because, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 5 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 5 and value is not null
