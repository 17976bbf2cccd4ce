-- one row per project: where it belongs, with names, and how many lines are posted, of any day
select
    structure.project, structure.portfolio, structure.portfolio_name, structure.program_name,
    structure.department_name, cast(coalesce(posted.n_lines, 0) as bigint) as n_lines
from project_structure as structure
left join (
    select project, sum(n_lines) as n_lines
    from rollup_actual_month
    group by project
) as posted on structure.project = posted.project
order by structure.project nulls first
