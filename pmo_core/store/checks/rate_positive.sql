-- error: a currency rate is greater than zero
select currency, valid_from, rate
from rate
where rate <= 0
order by 1, 2
