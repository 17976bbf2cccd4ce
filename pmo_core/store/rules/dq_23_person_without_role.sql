-- code: DQ-23
-- name: Person without role or department
-- family: data quality
-- severity: minor
-- rationale: Who has no role or department is in no capacity: plans think that fewer people are
--   there.
-- basis: ISO/IEC 25012, completeness; ISO 21502, resource management.
-- remedy: Enter role and department, or the last day of who has left.
select
    '' as project, code as person, name as person_name, role, department, team,
    concat_ws(
        ', ',
        case when coalesce(role, '') = '' then 'role' end,
        case when coalesce(department, '') = '' then 'department' end
    ) as lacking
from person
where
    (left_on is null or left_on >= $as_of)
    and (coalesce(role, '') = '' or coalesce(department, '') = '')
order by code
-- checked
select '' as project, count(*) as n_checked
from person
where left_on is null or left_on >= $as_of
having count(*) > 0
