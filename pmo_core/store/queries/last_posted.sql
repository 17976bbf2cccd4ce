-- one row per project: day of the latest line posted until $as_of
select project, max(spent_on) as last_on
from actual
where spent_on <= $as_of
group by project
order by project nulls first
