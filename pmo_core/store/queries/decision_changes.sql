-- one row per decision: the change that recorded it, and which registers that change wrote
select
    decision_version.code as decision, change.number as change, change.made_at, change.actor,
    change.verb, change.register
from decision_version
inner join change on decision_version.written_by = change.number
where decision_version.ended_by is null and decision_version.code = $decision
