-- code: PC-14
-- name: Closed without a lesson
-- family: process conformance
-- severity: observation
-- rationale: What a project learned leaves with its people unless it is kept when it closes; the
--   next project pays for it again.
-- basis: ISO 21502, closing a project; ISO 30401, knowledge management.
-- remedy: Hold the review, and keep at least one lesson of the project.
-- parameter: days = 60 | Days after the finish by which there is a lesson
-- parameter: within_days = 365 | Days after the finish beyond which nobody is asked any more
select project.code as project, project.name, project.actual_finish, project.manager
from project
where
    project.stage = 'closed'
    and $as_of - project.actual_finish > $days
    and $as_of - project.actual_finish <= $within_days
    and project.code not in (select project from lesson where project is not null)
order by project.code
-- checked
select code as project, count(*) as n_checked
from project
where
    stage = 'closed' and $as_of - actual_finish > $days and $as_of - actual_finish <= $within_days
group by all
