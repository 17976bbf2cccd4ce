-- code: PC-04
-- name: Charter not approved
-- family: process conformance
-- severity: major
-- rationale: A project in delivery whose charter was never approved, or was changed since, does
--   what nobody has agreed to.
-- basis: PMBOK Guide, developing the project charter; project governance, rule 1.
-- remedy: Let all who must approve the charter do so, as it reads now.
select
    charter_standing.project, charter_standing.charter_state, charter_standing.n_approved,
    charter_standing.n_required, charter_standing.author, project.sponsor, project.manager
from charter_standing
inner join project on charter_standing.project = project.code
where project.stage in ('delivery', 'on hold') and charter_standing.charter_state <> 'approved'
order by charter_standing.project
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('delivery', 'on hold')
group by all
