-- one row per actor and verb that stand in the journal
select distinct actor, verb
from change
order by actor nulls first, verb nulls first
