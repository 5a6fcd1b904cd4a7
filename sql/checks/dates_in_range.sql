-- No order is dated before 1980 or after the business date of the file that brings it.
-- reads: inputs, star.fact_orders
-- severity: warn
-- params: none
select inputs.feed, inputs.key, lines.order_date, count(*) as lines
from star.fact_orders as lines
join inputs on inputs._input = lines._input
where lines.order_date < date '1980-01-01'
    or (inputs.business_date > date '0001-01-01' and lines.order_date > inputs.business_date)
group by inputs.feed, inputs.key, lines.order_date
