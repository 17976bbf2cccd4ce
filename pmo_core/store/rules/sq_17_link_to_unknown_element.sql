-- code: SQ-17
-- name: Link to an element that is not there
-- family: schedule quality
-- severity: major
-- rationale: Such a link holds nothing up: the task that should wait starts when it likes, and nobody sees why.
-- basis: GAO Schedule Assessment Guide, best practices 2 and 5.
-- remedy: Correct the code, or remove the link.
with link as (
    select project, successor, project as other_project, predecessor, kind
    from precedence
    union all
    select project, successor, other_project, predecessor, kind
    from cross_link
),

judged as (
    select
        link.project, link.successor, link.other_project, link.predecessor, link.kind,
        after.code is null as is_successor_unknown,
        link.predecessor <> '' and before.code is null as is_predecessor_unknown
    from link
    left join wbs_element as after
        on link.project = after.project and link.successor = after.code
    left join wbs_element as before
        on link.other_project = before.project and link.predecessor = before.code
)

select
    judged.project, successor, other_project, predecessor, kind,
    case
        when is_successor_unknown and is_predecessor_unknown then 'neither is there'
        when is_successor_unknown then 'the task is not there'
        else 'the predecessor is not there'
    end as because
from judged
inner join project on judged.project = project.code
where
    (is_successor_unknown or is_predecessor_unknown)
    and coalesce(project.stage, '') not in ('closed', 'canceled')
order by judged.project, successor, other_project, predecessor
-- checked
with link as (
    select project from precedence
    union all
    select project from cross_link
)

select link.project, count(*) as n_checked
from link
inner join project on link.project = project.code
where coalesce(project.stage, '') not in ('closed', 'canceled')
group by link.project
