-- one row per change and method that it made say something else, the latest first
with touched as (
    select method, written_by as number from method_element_version
    union
    select method, ended_by as number from method_element_version where ended_by is not null
)
select
    change.number, touched.method, change.made_at, change.actor, change.note
from touched
inner join change on touched.number = change.number
left join change as undo on change.number = undo.undoes
where undo.number is null
order by change.number desc nulls last, touched.method nulls first
