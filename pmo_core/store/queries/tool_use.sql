-- one row per month and role in which changes were made: the changes, and who made them
select
    cast(date_trunc('month', made_at) as date) as month, role as actor_role,
    cast(count(*) as bigint) as n_saved, cast(count(distinct actor) as bigint) as n_people
from change
group by all
order by month, actor_role
