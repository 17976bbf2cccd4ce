-- code: DQ-22
-- name: Implausible hours
-- family: data quality
-- severity: minor
-- rationale: More hours than a day has are a lost decimal point or a wrong day; they distort cost,
--   load and effort.
-- basis: ISO/IEC 25012, accuracy.
-- remedy: Correct the line in the source and import it again.
-- parameter: hours = 24 | Hours that one person can post on one day
-- parameter: share = 0.95 | Share of lines with fewer hours from which a feed counts as posted by
--   day
with daily as (
    select source
    from actual
    where person <> '' and hours is not null and spent_on <= $as_of
    group by source
    having avg(case when hours <= $hours then 1.0 else 0.0 end) >= $share
)

select
    line.project, line.person, line.spent_on, line.hours, line.wbs, line.source, line.entry,
    line.line
from actual as line
semi join daily on line.source = daily.source
where line.person <> '' and line.hours > $hours and line.spent_on <= $as_of
order by
    line.project, line.person, line.spent_on, line.source, line.wbs, line.role, line.category,
    line.entry
-- checked
with daily as (
    select source
    from actual
    where person <> '' and hours is not null and spent_on <= $as_of
    group by source
    having avg(case when hours <= $hours then 1.0 else 0.0 end) >= $share
)

select line.project, count(*) as n_checked
from actual as line
semi join daily on line.source = daily.source
where line.person <> '' and line.hours is not null and line.spent_on <= $as_of
group by all
