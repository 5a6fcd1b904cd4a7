-- The day on which each customer first bought, per store: one row per customer and store.
-- reads: lines
-- writes: first_orders
-- params: none
select customer_number, store, min(order_date) as first_order_date
from lines
where is_sale and customer_number is not null
group by customer_number, store
