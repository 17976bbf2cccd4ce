-- code: PC-08
-- name: Baseline missing
-- family: process conformance
-- severity: major
-- rationale: Without a baseline nobody can tell what was promised: overrun and slip are measured
--   against a plan that moves.
-- basis: EIA-748, guideline 8; ISO 21502, planning.
-- remedy: Agree on a baseline at the next meeting of the board.
-- parameter: days = 31 | Days after the start by which there is a baseline
with first_baseline as (
    select project, min(approved_on) as approved_on from baseline group by project
)

select
    project.code as project, project.name, project.manager,
    coalesce(project.actual_start, project.planned_start) as started_on
from project
left join first_baseline on project.code = first_baseline.project
where
    project.stage in ('delivery', 'on hold')
    and (first_baseline.approved_on is null or first_baseline.approved_on > $as_of)
    and $as_of - coalesce(project.actual_start, project.planned_start) > $days
order by project.code
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold') and $as_of - coalesce(actual_start, planned_start) > $days
group by all
