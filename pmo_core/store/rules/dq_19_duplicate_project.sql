-- code: DQ-19
-- name: Project kept twice
-- family: data quality
-- severity: minor
-- rationale: Two projects of one program with the same name, dates and cost are one project counted
--   twice.
-- basis: ISO/IEC 25012, consistency; ISO 8000-1, identification.
-- remedy: Keep one of the two and cancel the other; where both are real, give them names that tell
--   them apart.
with alike as (
    select
        code, name, planned_start, planned_finish, planned_cost,
        row_number() over same as number, first_value(code) over same as first_code
    from project
    where
        (stage is null or stage <> 'canceled')
        and planned_start is not null and planned_finish is not null and planned_cost is not null
    window same as (
        partition by
            lower(trim(name)), program, portfolio, department, planned_start, planned_finish,
            planned_cost, currency
        order by code
    )
)

select
    code as project, name, first_code as other_project, planned_start, planned_finish, planned_cost
from alike
where number > 1
order by code
-- checked
select code as project, count(*) as n_checked
from project
group by all
