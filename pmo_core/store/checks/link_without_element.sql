-- warning: a link should join elements of the work breakdown that are kept
select precedence.project, precedence.predecessor, precedence.successor
from precedence
where
    not exists (
        select 1 from wbs_element as element
        where element.project = precedence.project and element.code = precedence.predecessor
    )
    or not exists (
        select 1 from wbs_element as element
        where element.project = precedence.project and element.code = precedence.successor
    )
union all
select
    cross_link.project,
    trim(cross_link.other_project || ' ' || cross_link.predecessor) as predecessor,
    cross_link.successor
from cross_link
where
    not exists (
        select 1 from wbs_element as element
        where element.project = cross_link.project and element.code = cross_link.successor
    )
    or (
        cross_link.predecessor <> ''
        and not exists (
            select 1 from wbs_element as element
            where
                element.project = cross_link.other_project
                and element.code = cross_link.predecessor
        )
    )
order by 1, 2, 3
