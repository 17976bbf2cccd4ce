-- one row per booking drawn: the $n with the smallest SHA-256 of "$seed:item", the smallest first
select item, cost_base as amount
from actual_in_base
where spent_on between cast($first as date) and cast($last as date)
    and ($project = '' or project = $project)
    and (
        $department = ''
        or project in (select code from project where department = $department)
    )
order by sha256(concat(cast($seed as varchar), ':', item)), item
limit $n
