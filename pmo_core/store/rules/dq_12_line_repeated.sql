-- code: DQ-12
-- name: Line repeated in a file
-- family: data quality
-- severity: observation
-- rationale: A file that holds the same line twice was put together by hand or exported twice; what
--   else in it is double, nobody sees.
-- basis: ISO/IEC 25012, consistency.
-- remedy: Take the second line out of the source, and import the file again in place of the one
--   before.
with gone as (
    select undoes as number from change where undoes is not null
    union
    select replaces as number
    from change
    where
        replaces is not null
        and number not in (select undoes from change where undoes is not null)
),

remark as (
    select
        import_remark.change, import_remark.line, import_remark.value, import_remark.message,
        change.file_name,
        case
            when split_part(change.register, ' ', 1) = 'project' then import_remark.value
            when starts_with(import_remark.field, 'project')
                then split_part(import_remark.value, ' ', 1)
        end as named
    from import_remark
    inner join change on import_remark.change = change.number
    where
        import_remark.code = 'repeated_line'
        and import_remark.change not in (select number from gone)
)

select
    coalesce(project.code, '') as project, remark.file_name, remark.change, remark.line,
    remark.value, remark.message
from remark
left join project on remark.named = project.code
order by project, remark.change, remark.line
-- checked
select project.code as project, count(*) as n_checked
from project
where exists (select 1 from change where change.file_name is not null)
group by all
union all
select '' as project, count(*) as n_checked
from change
where file_name is not null
having count(*) > 0
order by project
