-- one row per booking that holds a drawn unit of money: unit $start, and every $interval behind it
-- Amounts are cumulated in order of day and key. All in ten-thousandths, so that nothing is rounded.
with cumulated as (
    select
        item, spent_on, cost_base as amount, cast(cost_base * 10000 as bigint) as units,
        cast(sum(cast(cost_base * 10000 as bigint)) over (
            order by spent_on, item rows between unbounded preceding and current row
        ) as bigint) as up_to
    from actual_in_base
    where spent_on between cast($first as date) and cast($last as date)
        and ($project = '' or project = $project)
        and (
            $department = ''
            or project in (select code from project where department = $department)
        )
        and cost_base > 0
)
select item, amount
from cumulated
where (up_to - $start + $interval) // $interval > (up_to - units - $start + $interval) // $interval
order by spent_on, item
