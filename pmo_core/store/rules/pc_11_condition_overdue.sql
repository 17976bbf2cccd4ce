-- code: PC-11
-- name: Condition overdue
-- family: process conformance
-- severity: major
-- rationale: A go that was given under a condition holds because somebody promised to meet it by a
--   day; after that day it stands on nothing.
-- basis: Project governance: conditions of a decision; ISO 21505.
-- remedy: Meet the condition and enter what shows it, or ask the board for another decision.
-- parameter: days = 0 | Days after the day due that may pass
with standing as (
    select
        coalesce(decision.project, '') as project, condition.decision, condition.number,
        condition.text, condition.owner, condition.due_on, condition.met_on, decision.board,
        decision.subject
    from condition
    inner join decision on condition.decision = decision.code
    where
        decision.decided_on <= $as_of
        and decision.code not in (
            select supersedes
            from decision
            where supersedes is not null and decided_on <= $as_of
        )
)

select
    project, decision, number as condition_number, text as condition_text, owner, board, subject,
    due_on
from standing
where $as_of - due_on > $days and (met_on is null or met_on > $as_of)
order by project, decision, number
-- checked
select coalesce(decision.project, '') as project, count(*) as n_checked
from condition
inner join decision on condition.decision = decision.code
where decision.decided_on <= $as_of
group by all
