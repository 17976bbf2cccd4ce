-- one row per line of a file that the change did not take
select line, text, field as "column", value, reason
from rejected_line
where change = $change
order by line nulls last, field nulls first
