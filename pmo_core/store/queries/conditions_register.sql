-- one row per condition of a decision, with what it hangs on, in order of the day it is due
select
    condition.decision, condition.number, condition.text, condition.owner, condition.due_on,
    condition.met_on, condition.evidence, decision.outcome, decision.decided_on, decision.board,
    decision.project, project.name as project_name, later.superseded_by
from condition
inner join decision on condition.decision = decision.code
left join project on decision.project = project.code
left join (
    select supersedes as code, max(code) as superseded_by
    from decision
    where supersedes is not null
    group by supersedes
) as later on decision.code = later.code
order by condition.due_on, condition.decision, condition.number
