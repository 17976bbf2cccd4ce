-- code: DQ-21
-- name: Running without a budget
-- family: data quality
-- severity: major
-- rationale: Where no budget is known, no overrun is seen: the project has no cost performance and
--   is missing in the sums of its portfolio.
-- basis: ISO/IEC 25012, completeness; ISO 21502, cost management.
-- remedy: Enter what was approved as planned cost or budget lines; a source that withholds it says
--   so.
with budgeted as (
    select project from budget_line where amount is not null
    union
    select project
    from earned_value
    where budget_at_completion is not null and data_date <= $as_of
)

select project.code as project, project.name, project.stage, project.manager, project.actual_start
from project
where
    project.stage in ('delivery', 'on hold') and project.planned_cost is null
    and project.withheld is null and project.code not in (select project from budgeted)
order by project.code
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold') and withheld is null
group by all
