-- The journal: one row per change; its number is the store's revision.

create table change (
    number bigint not null,
    made_at timestamp not null,
    actor varchar not null,
    role varchar not null,
    verb varchar not null,
    register varchar not null,
    note varchar not null,
    source varchar,
    file_name varchar,
    file_hash varchar,
    replaces bigint,
    undoes bigint,
    n_new bigint not null,
    n_changed bigint not null,
    n_unchanged bigint not null,
    n_removed bigint not null,
    n_rejected bigint not null,
    counts varchar,
    totals varchar,
    hash varchar not null
);

-- The lines of a file that a change did not take.
create table rejected_line (
    change bigint not null,
    line bigint,
    text varchar,
    field varchar,
    value varchar,
    reason varchar
);
