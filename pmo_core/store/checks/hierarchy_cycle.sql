-- error: a department, cost category or board may not stand above itself
with recursive climb(register, code, above, level) as (
    select 'department', code, parent, 0 from department where parent is not null
    union all
    select 'cost_category', code, parent, 0 from cost_category where parent is not null
    union all
    select 'board', code, above, 0 from board where above is not null
    union all
    select climb.register, climb.code, upper_row.parent, climb.level + 1
    from climb
    inner join (
        select 'department' as register, code, parent from department
        union all
        select 'cost_category' as register, code, parent from cost_category
        union all
        select 'board' as register, code, above as parent from board
    ) as upper_row on climb.register = upper_row.register and climb.above = upper_row.code
    where climb.above <> climb.code and climb.level < 50
)
select distinct register, code
from climb
where above = code
order by register, code
