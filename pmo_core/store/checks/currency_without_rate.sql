-- warning: every currency in use should have a rate on the day of use
select distinct currency, month
from rollup_actual_month
where n_without_rate > 0
order by currency, month
