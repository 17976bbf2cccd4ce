-- code: DQ-20
-- name: Nobody answers for it
-- family: data quality
-- severity: minor
-- rationale: Without a department, a sponsor and a manager nobody is asked, reminded or told, and
--   the figures of departments lack the project.
-- basis: ISO 21505, governance roles; PMI Standard for Portfolio Management, governance.
-- remedy: Enter who owns, sponsors and runs the project.
with judged as (
    select
        code as project, name, stage,
        concat_ws(
            ', ',
            case when coalesce(department, '') = '' then 'department' end,
            case when coalesce(sponsor, '') = '' then 'sponsor' end,
            case
                when stage in ('approved', 'delivery', 'on hold') and coalesce(manager, '') = ''
                    then 'manager'
            end
        ) as lacking
    from project
    where stage in ('proposed', 'approved', 'delivery', 'on hold')
)

select project, name, stage, lacking
from judged
where lacking <> ''
order by project
-- checked
select code as project, count(*) as n_checked
from project
where stage in ('proposed', 'approved', 'delivery', 'on hold')
group by all
