-- code: DQ-13
-- name: Entered in error
-- family: data quality
-- severity: minor
-- rationale: What says of itself that it was entered in error, or is only a test, counts in every
--   sum as if it were real.
-- basis: ISO/IEC 25012, credibility.
-- remedy: Take the row out, or cancel it, and keep the reason in the note of the change.
with said as (
    select
        code as project, 'project' as what, code, name, description,
        lower(trim(name)) as title, lower(concat_ws(' ', name, description)) as words
    from project
    where stage is null or stage <> 'canceled'
    union all
    select
        coalesce(project, '') as project, 'contract' as what, code, supplier as name,
        name as description, lower(trim(coalesce(name, ''))) as title,
        lower(coalesce(name, '')) as words
    from contract
)

select project, what, code, name, description
from said
where
    regexp_matches(
        words,
        '\b(entered|created|added|recorded|posted|keyed|set up) (in|by) (error|mistake)\b'
    )
    or regexp_full_match(
        title, '(test|dummy|do not use|duplicate|to be deleted|delete( me)?)( project| entry)?'
    )
order by project, what, code, description
-- checked
select code as project, count(*) as n_checked
from project
group by all
union all
select '' as project, count(*) as n_checked
from contract
where project is null
having count(*) > 0
order by project
