-- warning: a project should not finish before it starts
select code, planned_start, planned_finish
from project
where planned_finish < planned_start or actual_finish < actual_start
order by code
