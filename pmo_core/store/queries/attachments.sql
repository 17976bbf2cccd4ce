-- one row per file kept with a record of a register, without its content
select about, code, name, media_type, n_bytes, sha256, added_by, added_at
from attachment
where about = $about
order by code, name
