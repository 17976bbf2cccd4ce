-- code: PC-15
-- name: Work before the first go-ahead
-- family: process conformance
-- severity: major
-- rationale: What is spent before anybody has said yes can no longer be saved by saying no.
-- basis: Project governance, rule 1: no work is booked before the first go-ahead.
-- remedy: Hold the first gate; book what was done before it on the account of preparations.
-- parameter: days = 0 | Days before the first go-ahead from which work may be posted
-- parameter: lines = 0 | Lines that may be posted earlier
with first_gate as (
    select
        project, min(number) as number,
        arg_min(gate, number) as gate,
        arg_min(held_on, number) filter (
            where held_on <= $as_of and (outcome is null or outcome in ('go', 'conditional go'))
        ) as held_on,
        min(due_on) as due_on
    from gate
    where is_required
    group by project
),

granted as (
    select project, min(decided_on) as decided_on
    from decision
    where
        about in ('gate', 'project', 'charter') and outcome in ('go', 'conditional go', 'approved')
        and decided_on <= $as_of
    group by project
),

allowed as (
    select
        first_gate.project, first_gate.gate, first_gate.due_on,
        least(first_gate.held_on, granted.decided_on) as go_on
    from first_gate
    left join granted on first_gate.project = granted.project
),

early as (
    select
        line.project, min(line.spent_on) as first_on, count(*) as n_lines,
        sum(line.hours) as hours
    from actual as line
    inner join allowed on line.project = allowed.project
    where
        line.spent_on <= $as_of
        and (allowed.go_on is null or allowed.go_on - line.spent_on > $days)
    group by line.project
)

select
    early.project, allowed.gate, allowed.due_on, allowed.go_on, early.first_on,
    early.n_lines, early.hours
from early
inner join allowed on early.project = allowed.project
where early.n_lines > $lines
order by early.project
-- checked
select project, count(distinct project) as n_checked
from gate
where is_required
group by all
