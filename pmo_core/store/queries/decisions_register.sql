-- one row per decision, the latest first: its votes, its conditions, and what took its place
with tally as (
    select
        decision,
        cast(count(*) filter (where vote = 'for') as bigint) as n_for,
        cast(count(*) filter (where vote = 'against') as bigint) as n_against,
        cast(count(*) filter (where vote = 'abstain') as bigint) as n_abstain
    from vote
    group by decision
),

asked as (
    select
        decision,
        cast(count(*) as bigint) as n_conditions,
        cast(count(*) filter (where met_on is null) as bigint) as n_open
    from condition
    group by decision
),

later as (
    select supersedes as code, max(code) as superseded_by
    from decision
    where supersedes is not null
    group by supersedes
)

select
    decision.code, decision.board, board.name as board_name, decision.decided_on, decision.about,
    decision.project, project.name as project_name, decision.subject, decision.outcome,
    decision.reason, decision.amount, coalesce(tally.n_for, 0) as n_for,
    coalesce(tally.n_against, 0) as n_against, coalesce(tally.n_abstain, 0) as n_abstain,
    coalesce(asked.n_conditions, 0) as n_conditions, coalesce(asked.n_open, 0) as n_open,
    decision.recorded_by, decision.recorded_at, decision.supersedes, later.superseded_by
from decision
inner join board on decision.board = board.code
left join project on decision.project = project.code
left join tally on decision.code = tally.decision
left join asked on decision.code = asked.decision
left join later on decision.code = later.code
order by decision.decided_on desc, decision.code desc
