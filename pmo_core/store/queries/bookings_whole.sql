-- one row per whole that bookings are drawn from: how many there are, and what those cost that cost
-- By amount only bookings with a cost above 0 are drawn: neither credits nor what has no rate.
select
    cast(count(*) as bigint) as n_lines,
    cast(count(case when cost_base > 0 then 1 end) as bigint) as n_with_cost,
    cast(coalesce(sum(case when cost_base > 0 then cost_base end), 0) as decimal(18,4)) as amount
from actual_in_base
where spent_on between cast($first as date) and cast($last as date)
    and ($project = '' or project = $project)
    and (
        $department = ''
        or project in (select code from project where department = $department)
    )
