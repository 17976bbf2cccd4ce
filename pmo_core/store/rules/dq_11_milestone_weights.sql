-- code: DQ-11
-- name: Weights of milestones do not add up
-- family: data quality
-- severity: minor
-- rationale: An element that earns by weighted milestones never reaches its budget, or passes it,
--   unless the weights are 100 percent.
-- basis: EIA-748, guideline 7; ANSI/PMI 19-006, weighted milestones.
-- remedy: Give the milestones of the element weights that add up to 100, or earn by another
--   technique.
-- parameter: pct = 0.5 | Percentage points by which the sum may miss 100
with weighed as (
    select
        element.project, element.code as element, element.name,
        count(milestone.code) as n_milestones, sum(milestone.weight_pct) as sum_pct
    from wbs_element as element
    inner join project on element.project = project.code
    left join milestone
        on element.project = milestone.project and element.code = milestone.wbs
    where
        element.technique = 'weighted milestones'
        and coalesce(project.stage, '') not in ('closed', 'canceled')
    group by element.project, element.code, element.name
)

select project, element, name, n_milestones, sum_pct
from weighed
where abs(coalesce(sum_pct, 0) - 100) > $pct
order by project, element
-- checked
select project, count(*) as n_checked
from wbs_element
group by all
