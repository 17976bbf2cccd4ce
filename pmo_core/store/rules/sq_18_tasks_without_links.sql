-- code: SQ-18
-- name: Tasks that nothing is linked to
-- family: schedule quality
-- severity: minor
-- rationale: A task with no link at all stands beside the plan: no delay reaches it, and its own reaches nobody.
-- basis: GAO Schedule Assessment Guide, best practice 2.
-- remedy: Link the task, or take it out of the plan.
select item.project, item.wbs, element.name, element.planned_start, element.planned_finish
from dcma_item as item
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 1 and item.what = 'neither predecessor nor successor'
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 1 and value is not null
