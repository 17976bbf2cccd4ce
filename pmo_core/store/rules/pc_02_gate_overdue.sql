-- code: PC-02
-- name: Gate overdue
-- family: process conformance
-- severity: minor
-- rationale: Work that goes on after the day of its gate spends money that nobody has released.
-- basis: Project governance: a board decides at each gate; ISO 21505.
-- remedy: Put the gate on the agenda of the next meeting, or agree on another day for it.
-- parameter: days = 31 | Days after the day due by which a gate is held
with gates as (
    select
        project, gate, name as gate_name, number, is_required, board,
        case when held_on <= $as_of then held_on end as held_on,
        coalesce(due_on, case when held_on > $as_of then held_on end) as due_on
    from gate
),

reached as (
    select project, max(number) as number from gates where held_on is not null group by project
)

select
    gates.project, gates.gate, gates.gate_name, gates.due_on, gates.board, project.manager
from gates
inner join project on gates.project = project.code
left join reached on gates.project = reached.project
where
    gates.is_required and gates.held_on is null and $as_of - gates.due_on > $days
    and gates.number > coalesce(reached.number, -1)
    and (project.stage is null or project.stage in ('approved', 'delivery'))
order by gates.project, gates.number, gates.gate
-- checked
select gate.project, count(*) as n_checked
from gate
inner join project on gate.project = project.code
where
    gate.is_required
    and (project.stage is null or project.stage in ('approved', 'delivery', 'on hold', 'closed'))
group by all
