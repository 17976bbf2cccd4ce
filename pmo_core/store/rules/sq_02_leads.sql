-- code: SQ-02
-- name: Leads
-- family: schedule quality
-- severity: minor
-- rationale: A task that begins before the end of what it waits for rests on a guess of how long that takes; a slip there moves work into the past.
-- basis: DCMA 14-point assessment, check 2; GAO Schedule Assessment Guide, best practice 2.
-- remedy: Split the predecessor where the successor can begin, and link the parts finish to start.
-- parameter: pct = 0 | Percent of the links to unfinished work that may have a lead
select
    item.project, item.wbs as successor, item.predecessor, item.what as kind,
    cast(item.days as bigint) as lag_days, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
where item.number = 2 and verdict.value > $pct
order by item.project, item.wbs, item.predecessor
-- checked
select project, n_checked
from dcma_check
where number = 2 and value is not null
