-- code: SQ-19
-- name: Progress out of sequence
-- family: schedule quality
-- severity: minor
-- rationale: Work began before what it waits for had ended: either the link is wrong, or work is done that may have to be done again.
-- basis: GAO Schedule Assessment Guide, best practice 9; DCMA 14-point assessment, check 9.
-- remedy: Correct the link or the reported dates; where the work really overlaps, split the predecessor.
-- parameter: days = 0 | Days by which a task may begin before its predecessor ended
with reported as (
    select
        project, wbs, arg_max(actual_start, data_date) as actual_start,
        arg_max(actual_finish, data_date) as actual_finish,
        max(percent_complete) >= 100 as is_done
    from progress
    where data_date <= $as_of
    group by project, wbs
)

select
    link.project, link.successor, after.actual_start, link.predecessor, before.actual_finish
from precedence as link
inner join reported as after
    on link.project = after.project and link.successor = after.wbs
inner join reported as before
    on link.project = before.project and link.predecessor = before.wbs
where
    link.kind = 'FS' and link.lag_days >= 0
    and case
        when before.actual_finish is not null
            then before.actual_finish - after.actual_start > $days
        else after.actual_start is not null and not coalesce(before.is_done, false)
    end
order by link.project, link.successor, link.predecessor
-- checked
with reported as (
    select project, wbs, arg_max(actual_start, data_date) as actual_start
    from progress
    where data_date <= $as_of
    group by project, wbs
)

select link.project, count(*) as n_checked
from precedence as link
inner join reported as after
    on link.project = after.project and link.successor = after.wbs
inner join reported as before
    on link.project = before.project and link.predecessor = before.wbs
where link.kind = 'FS' and link.lag_days >= 0 and after.actual_start is not null
group by link.project
