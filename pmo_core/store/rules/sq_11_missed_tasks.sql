-- code: SQ-11
-- name: Missed tasks
-- family: schedule quality
-- severity: observation
-- rationale: Tasks that ended late or not yet, against the baseline, tell how the rest will go before the milestones do.
-- basis: DCMA 14-point assessment, check 11; GAO Schedule Assessment Guide, best practice 10.
-- remedy: Plan the rest by what was reached, or bring a new baseline before the board.
-- parameter: pct = 5 | Percent of the tasks due by the data date that may be late or unfinished
select
    item.project, item.wbs, element.name, item.what as because, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
left join wbs_element as element
    on item.project = element.project and item.wbs = element.code
where item.number = 11 and verdict.value > $pct
order by item.project, item.wbs
-- checked
select project, n_checked
from dcma_check
where number = 11 and value is not null
