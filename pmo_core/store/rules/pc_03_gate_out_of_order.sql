-- code: PC-03
-- name: Gates held in the wrong order
-- family: process conformance
-- severity: observation
-- rationale: A gate that was held before an earlier one decided without what that one was to show.
-- basis: Project governance: a board decides at each gate; ISO 21505.
-- remedy: Correct the days, or say in the next review what the earlier gate would have changed.
with held as (
    select project, gate, name as gate_name, number, held_on
    from gate
    where held_on <= $as_of
)

select
    early.project, early.gate, early.gate_name, early.held_on,
    arg_max(earlier.gate, earlier.held_on) as before_gate, max(earlier.held_on) as held_before_on,
    max(earlier.held_on) - early.held_on as early_days
from held as early
inner join held as earlier
    on early.project = earlier.project and earlier.number < early.number
    and earlier.held_on > early.held_on
group by early.project, early.gate, early.gate_name, early.number, early.held_on
order by early.project, early.number, early.gate
-- checked
select project, count(*) as n_checked
from gate
group by all
