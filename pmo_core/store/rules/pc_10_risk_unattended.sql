-- code: PC-10
-- name: Risk without owner or response
-- family: process conformance
-- severity: minor
-- rationale: A risk that nobody owns and nothing is done about is only written down.
-- basis: ISO 31000, 6.5 risk treatment; risk management: each risk has an owner and a response.
-- remedy: Name an owner and a response; where nothing is to be done, accept the risk.
-- parameter: days = 31 | Days after it was raised by which a risk has owner and response
with judged as (
    select
        item.project, item.code, item.name, item.probability_pct, item.impact_cost, item.raised_on,
        concat_ws(
            ', ',
            case when coalesce(item.owner, '') = '' then 'owner' end,
            case
                when coalesce(item.response, '') = ''
                    and coalesce(item.strategy, '') <> 'accept' then 'response'
            end
        ) as lacking
    from raid_item as item
    inner join project on item.project = project.code
    where
        item.kind = 'risk' and item.state = 'open'
        and coalesce($as_of - item.raised_on > $days, true)
        and coalesce(project.stage, '') not in ('closed', 'canceled')
)

select project, code, name, lacking, probability_pct, impact_cost, raised_on
from judged
where lacking <> ''
order by project, code
-- checked
select project, count(*) as n_checked
from raid_item
where kind = 'risk'
group by all
