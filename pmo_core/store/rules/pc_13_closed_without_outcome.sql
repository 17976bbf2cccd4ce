-- code: PC-13
-- name: Closed without an outcome
-- family: process conformance
-- severity: minor
-- rationale: Whether the result was accepted, and what it was worth to its users, is known only if
--   it is asked at closure.
-- basis: ISO 21502, closing a project.
-- remedy: Ask for acceptance, defects and satisfaction, and enter the outcome.
-- parameter: days = 60 | Days after the finish by which the outcome is known
-- parameter: within_days = 365 | Days after the finish beyond which nobody is asked any more
select
    project.code as project, project.name, project.actual_finish, project.sponsor, project.manager
from project
left join project_outcome on project.code = project_outcome.project
where
    project.stage = 'closed' and project_outcome.project is null
    and $as_of - project.actual_finish > $days
    and $as_of - project.actual_finish <= $within_days
order by project.code
-- checked
select code as project, count(*) as n_checked
from project
where
    stage = 'closed' and $as_of - actual_finish > $days and $as_of - actual_finish <= $within_days
group by all
