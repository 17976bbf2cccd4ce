-- one row per line of a file that repeats an earlier one, or was repaired before it was taken
select line, code, field, value, message
from import_remark
where change = $change
order by line nulls last, code
