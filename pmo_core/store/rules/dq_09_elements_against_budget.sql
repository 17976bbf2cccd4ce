-- code: DQ-09
-- name: Elements do not add up to the budget
-- family: data quality
-- severity: minor
-- rationale: Value is earned by elements and judged against the budget of the project; where the
--   two differ, percent complete and CPI are wrong by as much.
-- basis: EIA-748, guideline 15.
-- remedy: Give each element its budget, or correct the budget of the project; what is kept back
--   belongs into the baseline as reserve or undistributed budget.
-- parameter: pct = 1 | Difference in percent of the budget up to which the sums agree
with element as (
    select
        project, planned_cost, coalesce(duration_days, 1) as duration_days,
        regexp_split_to_array(code, '[.\-/_]') as parts
    from wbs_element
),

above as (
    select project, key, bool_or(planned_cost is not null) as is_costed
    from (
        select
            project, planned_cost,
            unnest(list_transform(
                range(1, len(parts)),
                lambda size: array_to_string(list_slice(parts, 1, size), '.')
            )) as key
        from element
    ) as part
    group by project, key
),

placed as (
    select
        element.project, element.planned_cost, element.duration_days, above.is_costed as has_costed,
        above.key is not null as has_parts,
        list_transform(
            range(1, len(element.parts)),
            lambda size: array_to_string(list_slice(element.parts, 1, size), '.')
        ) as ancestors,
        array_to_string(element.parts, '.') as key
    from element
    left join above
        on element.project = above.project and array_to_string(element.parts, '.') = above.key
),

costed as (
    select project, list(key) as keys from placed where planned_cost is not null group by project
),

summed as (
    select
        placed.project,
        sum(placed.planned_cost) as parts_cost,
        count(*) as n_elements,
        count(placed.planned_cost) = count(*) as is_whole
    from placed
    inner join costed on placed.project = costed.project
    where
        (placed.planned_cost is not null and not coalesce(placed.has_costed, false))
        or (
            placed.planned_cost is null and not placed.has_parts and placed.duration_days > 0
            and not list_has_any(costed.keys, placed.ancestors)
        )
    group by placed.project
),

last_baseline as (
    select
        project,
        coalesce(arg_max(management_reserve, number), 0)
        + coalesce(arg_max(undistributed_budget, number), 0) as kept_back
    from baseline
    where approved_on <= $as_of
    group by project
)

select
    summed.project, summed.n_elements, summed.parts_cost, project.planned_cost,
    coalesce(last_baseline.kept_back, 0) as kept_back,
    summed.parts_cost - project.planned_cost as off_by, project.currency
from summed
inner join project on summed.project = project.code
left join last_baseline on summed.project = last_baseline.project
where
    summed.is_whole and project.planned_cost > 0
    and (
        summed.parts_cost > project.planned_cost * (1 + $pct / 100)
        or summed.parts_cost + coalesce(last_baseline.kept_back, 0)
        < project.planned_cost * (1 - $pct / 100)
    )
order by summed.project
-- checked
select wbs_element.project, count(wbs_element.planned_cost) as n_checked
from wbs_element
inner join project on wbs_element.project = project.code
where project.planned_cost > 0
group by wbs_element.project
having count(wbs_element.planned_cost) > 0
