-- one row per change of the manager of a project, as the history shows it, the latest first
with held as (
    select
        version.code as project, version.manager, version.written_by,
        lag(version.manager) over (
            partition by version.code order by version.written_by
        ) as manager_before
    from project_version as version
    where coalesce(version.ended_by, 0) <> version.written_by
)
select
    held.project, held.manager_before, held.manager, cast(change.made_at as date) as changed_on
from held
inner join change on held.written_by = change.number
where held.manager <> held.manager_before
order by held.written_by desc, held.project
