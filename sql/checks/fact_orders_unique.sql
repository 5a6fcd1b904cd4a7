-- No two lines of fact_orders have the same source, order, line number and input.
-- reads: star.fact_orders
-- severity: error
-- params: none
select source, order_id, line_number, _input, count(*) as lines
from star.fact_orders
group by source, order_id, line_number, _input
having count(*) > 1
