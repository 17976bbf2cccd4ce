-- code: DQ-06
-- name: Contract number listed again
-- family: data quality
-- severity: minor
-- rationale: A number that stands twice is either one contract counted twice, or two contracts of
--   which one cannot be found again.
-- basis: ISO/IEC 25012, consistency; ISO 8000-1, identification.
-- remedy: Take the line out that repeats another, or give the second contract its own number.
with numbered as (
    select
        coalesce(project, '') as project, code, entry, program, supplier, starts_on, ends_on,
        amount, currency,
        row_number() over (
            partition by code order by try_cast(entry as bigint), entry
        ) as occurrence
    from contract
)

select project, code, entry, occurrence, program, supplier, starts_on, ends_on, amount, currency
from numbered
where occurrence > 1
order by project, code, occurrence
-- checked
select coalesce(project, '') as project, count(*) as n_checked
from contract
group by all
