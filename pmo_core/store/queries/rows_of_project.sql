-- one row per row of a register that names the project
select *
from query_table($register)
where project = $project
order by all
