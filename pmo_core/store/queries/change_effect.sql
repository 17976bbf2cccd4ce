-- one row per change of a register: rows that it wrote, those that hold now, and rows that it ended
select
    count(*) filter (where written_by = $change) as n_rows,
    count(*) filter (where written_by = $change and ended_by is null) as n_holding,
    count(*) filter (where ended_by = $change and written_by < $change) as n_ended
from query_table($register || '_version')
