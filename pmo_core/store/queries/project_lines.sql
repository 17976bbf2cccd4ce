-- one row per posted line of a project, the latest first
select
    spent_on, category, person, role, wbs, cost, currency, hours, comment, source, entry
from actual
where project = $project
order by spent_on desc nulls last, source nulls first, entry nulls first, person nulls first,
    role nulls first, category nulls first, wbs nulls first
limit $limit
