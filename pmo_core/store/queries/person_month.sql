-- one row per person, project and month: actual hours and cost in base currency
select
    sums.person, person.name as person_name, person.department, person.role, sums.project,
    sums.month,
    cast(sums.hours as double) as hours,
    cast(sums.cost_base as double) as cost_base,
    sums.n_lines
from rollup_person_month as sums
left join person on sums.person = person.code
order by sums.person nulls first, sums.project nulls first, sums.month nulls first
