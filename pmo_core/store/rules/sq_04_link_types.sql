-- code: SQ-04
-- name: Few finish-to-start links
-- family: schedule quality
-- severity: observation
-- rationale: Links of starts and of finishes let work overlap without a limit; where they are many, the order of work is hard to see and floats mislead.
-- basis: DCMA 14-point assessment, check 4; GAO Schedule Assessment Guide, best practice 2.
-- remedy: Split tasks so that the parts follow each other finish to start.
-- parameter: pct = 90 | Percent of the links to unfinished work that lead from a finish to a start
select
    item.project, item.wbs as successor, item.predecessor, item.what as kind,
    cast(item.days as bigint) as lag_days, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
where item.number = 4 and verdict.value < $pct
order by item.project, item.wbs, item.predecessor
-- checked
select project, n_checked
from dcma_check
where number = 4 and value is not null
