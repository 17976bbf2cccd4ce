-- one row per search in a register: how many records hold the searched text in any field
select count(*) as n_rows
from query_table($register)
where $search = '' or contains(lower(concat_ws(chr(10), *columns(*))), lower($search))
