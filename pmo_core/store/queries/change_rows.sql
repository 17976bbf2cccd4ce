-- one row per version of a record that a change wrote (after) or ended (before), ordered by its fields
select
    version.* exclude (written_by, ended_by),
    case when version.written_by = $change then 'after' else 'before' end as state
from query_table($register || '_version') as version
where version.written_by = $change or version.ended_by = $change
order by all nulls first
limit $limit
