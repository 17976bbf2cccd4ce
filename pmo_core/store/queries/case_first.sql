-- one row per project and year of benefit, as it stood when its first baseline was written
-- Without a baseline: as it was first kept.
with moment as (
    select project, min(written_by) as number
    from baseline_version
    where number = 1 and ended_by is null
    group by project
),

first as (
    select benefit_version.project, min(benefit_version.written_by) as number
    from benefit_version
    where benefit_version.project = $project
    group by benefit_version.project
)

select
    benefit_version.project, benefit_version.year,
    cast(benefit_version.planned_benefit as double) as planned_benefit, benefit_version.currency
from benefit_version
inner join first on benefit_version.project = first.project
left join moment on benefit_version.project = moment.project
where
    benefit_version.written_by <= coalesce(moment.number, first.number)
    and (
        benefit_version.ended_by is null
        or benefit_version.ended_by > coalesce(moment.number, first.number)
    )
order by benefit_version.year
