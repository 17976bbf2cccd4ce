-- one row per record of a register that holds the searched text in any field, ordered by its fields
select *
from query_table($register)
where $search = '' or contains(lower(concat_ws(chr(10), *columns(*))), lower($search))
order by all nulls first
limit $limit offset $offset
