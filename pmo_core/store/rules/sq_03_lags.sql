-- code: SQ-03
-- name: Lags
-- family: schedule quality
-- severity: observation
-- rationale: A lag is time in which nobody works and that nobody can hurry; work hidden in it has no owner.
-- basis: DCMA 14-point assessment, check 3; GAO Schedule Assessment Guide, best practice 2.
-- remedy: Make a task of each lag that stands for work or for waiting on somebody.
-- parameter: pct = 5 | Percent of the links to unfinished work that may have a lag
select
    item.project, item.wbs as successor, item.predecessor, item.what as kind,
    cast(item.days as bigint) as lag_days, verdict.n_failed, verdict.n_checked
from dcma_item as item
inner join dcma_check as verdict
    on item.project = verdict.project and item.number = verdict.number
where item.number = 3 and verdict.value > $pct
order by item.project, item.wbs, item.predecessor
-- checked
select project, n_checked
from dcma_check
where number = 3 and value is not null
