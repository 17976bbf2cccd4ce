-- code: SQ-09
-- name: Invalid dates
-- family: schedule quality
-- severity: major
-- rationale: Work cannot have begun or ended after the day of the report, and cannot be expected to end before it: such dates were typed in, not observed.
-- basis: DCMA 14-point assessment, check 9; GAO Schedule Assessment Guide, best practice 9.
-- remedy: Correct the date; forecast again what is not finished.
-- parameter: pct = 0 | Percent of the tasks with reported dates that may have one
select
    item.project, item.wbs, element.name, item.what as because, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 9 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 9 and value is not null
