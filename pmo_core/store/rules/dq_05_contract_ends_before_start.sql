-- code: DQ-05
-- name: Contract ends before it starts
-- family: data quality
-- severity: minor
-- rationale: Of such a contract nobody can tell whether it is in force; what it commits cannot be
--   spread over time.
-- basis: ISO/IEC 25012, consistency.
-- remedy: Correct the dates in the source of the contracts and import it again.
select
    coalesce(contract.project, '') as project, contract.code, contract.entry, contract.program,
    contract.supplier, contract.starts_on, contract.ends_on,
    contract.starts_on - contract.ends_on as reversed_days
from contract
where contract.ends_on < contract.starts_on
order by project, contract.code, contract.entry
-- checked
select coalesce(project, '') as project, count(*) as n_checked
from contract
where starts_on is not null and ends_on is not null
group by all
