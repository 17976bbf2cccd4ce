-- one row per project that follows a method and gate or deliverable, of its method or its own
with adopted as (
    select
        adoption.project, adoption.method,
        greatest(adoption.revision, coalesce(first.written_by, 0)) as revision
    from adoption
    left join (
        select method, min(written_by) as written_by
        from method_element_version
        group by method
    ) as first on adoption.method = first.method
),
asked as (
    select
        adopted.project, element.kind, element.code, element.name, element.within, element.number,
        element.is_required, element.from_cost, element.from_risk_pct
    from adopted
    inner join method_element_version as element
        on adopted.method = element.method
        and element.written_by <= adopted.revision
        and coalesce(element.ended_by, adopted.revision + 1) > adopted.revision
    where element.kind in ('gate', 'deliverable')
),
own as (
    select
        project, 'gate' as kind, gate as code, name, '' as within, number, is_required, due_on,
        held_on as done_on
    from gate
    union all
    select
        project, 'deliverable' as kind, code, name, gate as within, cast(null as bigint) as number,
        is_required, due_on, delivered_on as done_on
    from deliverable
)
select
    adopted.project, coalesce(own.kind, asked.kind) as kind, coalesce(own.code, asked.code) as code,
    coalesce(own.name, asked.name) as name, coalesce(nullif(own.within, ''), asked.within) as within,
    coalesce(own.number, asked.number) as number,
    coalesce(own.is_required, asked.is_required) as is_required,
    cast(asked.from_cost as double) as from_cost, asked.from_risk_pct,
    own.project is not null as is_planned, own.due_on, own.done_on
from asked
full outer join own
    on asked.project = own.project and asked.kind = own.kind and asked.code = own.code
inner join adopted on coalesce(own.project, asked.project) = adopted.project
order by adopted.project nulls first, kind nulls first, number nulls last, code nulls first
