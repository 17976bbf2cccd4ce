-- code: DQ-18
-- name: Ended without a day
-- family: data quality
-- severity: minor
-- rationale: Of a project that ended on an unknown day nobody learns how long it took; it is
--   missing in reference classes and in the history of its portfolio.
-- basis: ISO/IEC 25012, completeness; ISO 21502, closing a project.
-- remedy: Enter the actual finish of the project.
select code as project, name, stage, manager, planned_finish
from project
where stage in ('closed', 'canceled') and actual_finish is null
order by code
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('closed', 'canceled')
group by all
