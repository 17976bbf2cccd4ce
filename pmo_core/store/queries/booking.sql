-- one row per booking whose key reads $item
select
    project, spent_on, person, role, category, wbs, cost, currency, cost_base, hours, comment,
    source, entry
from actual_in_base
where project in (select code from project where contains($item, code)) and item = $item
order by source, wbs, person, role, category
