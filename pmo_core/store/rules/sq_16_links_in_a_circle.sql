-- code: SQ-16
-- name: Links run in a circle
-- family: schedule quality
-- severity: major
-- rationale: Tasks that wait for each other can never begin; the last link of the circle is left out of all dates, so the dates are wrong.
-- basis: GAO Schedule Assessment Guide, best practice 2.
-- remedy: Remove the link that is wrong.
select project, circle
from link_circle
order by project, circle
-- checked
with link as (
    select project from precedence
    union all
    select project from cross_link
)

select link.project, count(*) as n_checked
from link
inner join project on link.project = project.code
where coalesce(project.stage, '') not in ('closed', 'canceled')
group by link.project
