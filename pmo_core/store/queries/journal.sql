-- one row per change, the latest first; empty text in register, actor or verb stands for all
select
    change.number, change.made_at, change.actor, change.role as actor_role, change.verb,
    change.register, change.note, change.source, change.file_name, change.file_hash,
    change.replaces, change.undoes, undo.number as undone_by, change.n_new, change.n_changed,
    change.n_unchanged, change.n_removed, change.n_rejected, change.counts, change.totals
from change
left join change as undo on change.number = undo.undoes
where
    ($register = '' or list_contains(string_split(change.register, ' '), $register))
    and ($actor = '' or change.actor = $actor)
    and ($verb = '' or change.verb = $verb)
order by change.number desc nulls last
limit $limit offset $offset
