-- code: PC-05
-- name: Deliverable missing after its gate
-- family: process conformance
-- severity: minor
-- rationale: A gate was passed without what it asks for; what is not handed over then is rarely
--   handed over later.
-- basis: Methods of the organization: deliverables of a gate; ISO 9001, 8.5.1.
-- remedy: Hand it over and enter the day, or let the board decide that it is not needed.
-- parameter: days = 31 | Days after the gate, or after the last condition of its go, that may pass
with conditions as (
    select decision.project, decision.subject as gate, max(condition.due_on) as due_on
    from decision
    inner join condition on decision.code = condition.decision
    where decision.about = 'gate' and decision.decided_on <= $as_of
    group by decision.project, decision.subject
),

passed as (
    select
        gate.project, gate.gate, gate.name as gate_name, gate.number, gate.held_on, gate.outcome,
        greatest(gate.held_on, conditions.due_on) as until_on
    from gate
    inner join project on gate.project = project.code
    left join conditions on gate.project = conditions.project and gate.gate = conditions.gate
    where
        gate.held_on <= $as_of
        and (gate.outcome is null or gate.outcome in ('go', 'conditional go', 'approved'))
        and (project.stage is null or project.stage <> 'canceled')
)

select
    passed.project, passed.gate, passed.gate_name, passed.held_on, passed.outcome,
    passed.until_on, deliverable.code, deliverable.name, deliverable.due_on
from passed
inner join deliverable
    on passed.project = deliverable.project and passed.gate = deliverable.gate
where
    deliverable.is_required and $as_of - passed.until_on > $days
    and (deliverable.delivered_on is null or deliverable.delivered_on > $as_of)
order by passed.project, passed.number, deliverable.code
-- checked
select deliverable.project, count(*) as n_checked
from deliverable
inner join gate on deliverable.project = gate.project and deliverable.gate = gate.gate
where gate.held_on <= $as_of
group by all
