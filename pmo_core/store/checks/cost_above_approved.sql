-- warning: a project is planned at no more than was approved last; more needs a change request
select project.code, baseline.planned_cost
from project
inner join baseline on project.code = baseline.project
cross join base_currency as base
where
    baseline.decision is not null
    and (
        project.planned_cost > baseline.planned_cost
        or coalesce(project.currency, base.code) <> coalesce(baseline.currency, base.code)
    )
    and not exists (
        select 1 from baseline as later
        where later.project = baseline.project and later.number > baseline.number
    )
order by 1, 2
