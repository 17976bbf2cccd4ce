-- one row per choice of register, actor and verb: how many changes there are; empty text stands for all
select count(*) as n_rows
from change
where
    ($register = '' or list_contains(string_split(register, ' '), $register))
    and ($actor = '' or actor = $actor)
    and ($verb = '' or verb = $verb)
