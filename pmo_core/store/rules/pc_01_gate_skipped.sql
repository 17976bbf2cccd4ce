-- code: PC-01
-- name: Gate skipped
-- family: process conformance
-- severity: major
-- rationale: A required gate that was passed by leaves a question unanswered on which money was to
--   depend.
-- basis: Project governance: a board decides at each gate; ISO 21505.
-- remedy: Hold the gate, or let the board decide that this project does not need it.
with held as (
    select
        project, gate, name as gate_name, number, is_required, due_on, board,
        case when held_on <= $as_of then held_on end as held_on
    from gate
),

later as (
    select project, number as after_number, min(held_on) as held_on
    from held
    where held_on is not null
    group by project, number
)

select
    held.project, held.gate, held.gate_name, held.due_on, held.board,
    min(later.held_on) as held_later_on
from held
inner join later on held.project = later.project and held.number < later.after_number
inner join project on held.project = project.code
where
    held.is_required and held.held_on is null
    and (project.stage is null or project.stage <> 'canceled')
group by held.project, held.gate, held.gate_name, held.number, held.due_on, held.board
order by held.project, held.number, held.gate
-- checked
select gate.project, count(*) as n_checked
from gate
inner join project on gate.project = project.code
where gate.is_required and (project.stage is null or project.stage <> 'canceled')
group by all
