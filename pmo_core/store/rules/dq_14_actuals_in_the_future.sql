-- code: DQ-14
-- name: Actuals in the future
-- family: data quality
-- severity: major
-- rationale: Nobody has spent anything on a day that has not come; a wrong year hides cost from
--   this year's figures and shows it in those of another.
-- basis: ISO/IEC 25012, accuracy; EIA-748, guideline 16.
-- remedy: Correct the day in the source and import the lines again.
-- parameter: days = 1 | Days that a line may lie after the day on which it was written
select
    line.project, line.source, line.spent_on, cast(change.made_at as date) as kept_on,
    line.category, line.person, line.entry, line.cost, line.hours, line.currency, line.line
from actual_version as line
inner join change on line.written_by = change.number
where line.ended_by is null and line.spent_on - cast(change.made_at as date) > $days
order by
    line.project, line.spent_on, line.source, line.category, line.person, line.wbs, line.role,
    line.entry
-- checked
select project, cast(sum(n_lines) as bigint) as n_checked
from rollup_actual_month
group by project
