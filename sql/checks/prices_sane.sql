-- No price is below zero, no quantity is zero and no sale has a negative amount.
-- reads: star.fact_orders
-- severity: warn
-- params: none
select source, order_id, line_number, quantity, unit_price, total_amount, _input, _line
from star.fact_orders
where unit_price < 0
    or quantity = 0
    or (total_amount < 0 and not is_return)
