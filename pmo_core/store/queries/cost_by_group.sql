-- one row per group and month, grouped by portfolio, program, department, project, category, kind,
-- method, stage or role; group null = not given
with sums as (
    select project, category, role, month, sum(cost_base) as cost_base, sum(hours) as hours,
        sum(n_lines) as n_lines, sum(n_without_cost) as n_without_cost,
        sum(n_without_rate) as n_without_rate
    from rollup_actual_month
    group by project, category, role, month
)
select
    case $by
        when 'portfolio' then structure.portfolio
        when 'program' then structure.program
        when 'department' then structure.department
        when 'project' then sums.project
        when 'category' then sums.category
        when 'kind' then category_kind.kind
        when 'method' then structure.method
        when 'stage' then structure.stage
        when 'role' then sums.role
    end as "group",
    sums.month,
    cast(sum(sums.cost_base) as double) as cost_base,
    cast(sum(sums.hours) as double) as hours,
    cast(sum(sums.n_lines) as bigint) as n_lines,
    cast(sum(sums.n_without_cost) as bigint) as n_without_cost,
    cast(sum(sums.n_without_rate) as bigint) as n_without_rate
from sums
left join project_structure as structure on sums.project = structure.project
left join category_kind on sums.category = category_kind.code
group by 1, 2
order by 1 nulls first, 2 nulls first
