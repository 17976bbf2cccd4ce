-- one row per WBS element of a project with posted lines: their first and last day until $as_of
select wbs, min(spent_on) as first_on, max(spent_on) as last_on
from actual
where project = $project and spent_on <= $as_of and wbs is not null
group by wbs
order by wbs
