-- How many customers placed so many orders, ten or more as 10: one row per number of orders.
-- reads: selected_lines
-- writes: order_frequency
-- params: none
with customers as (
    select customer_number, count(distinct order_number) as orders
    from selected_lines
    where is_sale and customer_number is not null
    group by customer_number
)

select cast(least(orders, 10) as integer) as orders, count(*) as customers
from customers
group by least(orders, 10)
order by 1
