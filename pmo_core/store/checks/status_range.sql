-- error: work done is between 0 and 100 percent
select project, data_date, percent_complete
from status_report
where percent_complete < 0 or percent_complete > 100
order by 1, 2
