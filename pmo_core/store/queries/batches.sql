-- one row per import, the latest first
select
    change.number, change.made_at, change.actor, change.role as actor_role, change.register,
    change.note, change.source, change.file_name, change.file_hash, change.replaces,
    undo.number as undone_by, undo.number is not null as is_undone, change.n_new,
    change.n_changed, change.n_unchanged, change.n_removed, change.n_rejected, change.counts,
    change.totals
from change
left join change as undo on change.number = undo.undoes
where change.verb = 'import'
order by change.number desc nulls last
limit $limit offset $offset
