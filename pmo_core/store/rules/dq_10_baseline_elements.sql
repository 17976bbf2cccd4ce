-- code: DQ-10
-- name: Elements of the baseline do not add up
-- family: data quality
-- severity: minor
-- rationale: Planned value is measured by the elements of the baseline; where they are not its
--   cost, the plan that was agreed is not the plan that is measured.
-- basis: EIA-748, guidelines 8 and 15; ANSI/PMI 19-006.
-- remedy: Agree on a new baseline whose elements, undistributed budget and reserve add up.
-- parameter: pct = 1 | Difference in percent of the cost up to which the sums agree
with latest as (
    select *
    from baseline
    where approved_on <= $as_of
    qualify row_number() over (partition by project order by number desc) = 1
),

part as (
    select
        item.project, item.number, item.planned_cost,
        regexp_split_to_array(item.wbs, '[.\-/_]') as parts
    from baseline_item as item
    inner join latest on item.project = latest.project and item.number = latest.number
    where item.planned_cost is not null
),

above as (
    select distinct
        project,
        unnest(list_transform(
            range(1, len(parts)), lambda size: array_to_string(list_slice(parts, 1, size), '.')
        )) as key
    from part
),

summed as (
    select part.project, count(*) as n_elements, sum(part.planned_cost) as parts_cost
    from part
    anti join above
        on part.project = above.project and array_to_string(part.parts, '.') = above.key
    group by part.project
)

select
    latest.project, latest.number as baseline_number, latest.approved_on, summed.n_elements,
    summed.parts_cost,
    latest.undistributed_budget, latest.management_reserve, latest.planned_cost,
    summed.parts_cost + coalesce(latest.undistributed_budget, 0) - latest.planned_cost
    as off_by,
    latest.currency
from latest
inner join summed on latest.project = summed.project
where
    abs(summed.parts_cost + coalesce(latest.undistributed_budget, 0) - latest.planned_cost)
    > abs(latest.planned_cost) * $pct / 100
    and abs(
        summed.parts_cost + coalesce(latest.undistributed_budget, 0)
        + coalesce(latest.management_reserve, 0) - latest.planned_cost
    ) > abs(latest.planned_cost) * $pct / 100
order by latest.project
-- checked
with latest as (
    select project, max(number) as number
    from baseline
    where approved_on <= $as_of and planned_cost is not null
    group by project
)

select item.project, count(*) as n_checked
from baseline_item as item
inner join latest on item.project = latest.project and item.number = latest.number
where item.planned_cost is not null
group by all
