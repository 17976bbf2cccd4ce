-- code: PC-06
-- name: Change without a decision
-- family: process conformance
-- severity: major
-- rationale: A change that no board approved is work that somebody took for agreed; the baseline
--   then says what was done, not what was promised.
-- basis: Change control: the board whose mandate covers a change decides; EIA-748, guideline 31.
-- remedy: Bring the change before the board, and keep its decision.
with superseded as (
    select supersedes as code
    from decision
    where supersedes is not null and decided_on <= $as_of
),

valid as (
    select code, about, outcome
    from decision
    where decided_on <= $as_of and code not in (select code from superseded)
),

done as (
    select project, 'change request' as what, code, name, cost_delta, decision
    from change_request
    where state = 'approved' and (submitted_on is null or submitted_on <= $as_of)
    union all
    select
        project, 'baseline' as what, cast(number as varchar) as code, reason as name,
        cast(null as decimal(18, 4)) as cost_delta, decision
    from baseline
    where number > 1 and approved_on <= $as_of
)

select
    done.project, done.what, done.code, done.name, done.cost_delta, done.decision,
    coalesce(valid.outcome, 'no decision that holds') as outcome
from done
left join valid on done.decision = valid.code
where
    valid.code is null
    or valid.outcome not in ('approved', 'go', 'conditional go')
order by done.project, done.what, done.code
-- checked
with done as (
    select project from change_request
    union all
    select project from baseline where number > 1 and approved_on <= $as_of
)

select project, count(*) as n_checked
from done
group by all
