-- code: PC-12
-- name: No method adopted
-- family: process conformance
-- severity: minor
-- rationale: Without a method nobody knows which gates and deliverables the project has to bring,
--   and none can be found missing.
-- basis: Methods of the organization; ISO 21502, choosing an approach.
-- remedy: Choose the method on the page of the project's method; it plans gates and deliverables.
-- parameter: days = 31 | Days after the start by which a method is adopted
select
    project.code as project, project.name, project.manager,
    coalesce(project.actual_start, project.planned_start) as started_on
from project
left join adoption on project.code = adoption.project and adoption.adopted_on <= $as_of
where
    project.stage in ('delivery', 'on hold') and adoption.project is null
    and $as_of - coalesce(project.actual_start, project.planned_start) > $days
order by project.code
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold') and $as_of - coalesce(actual_start, planned_start) > $days
group by all
