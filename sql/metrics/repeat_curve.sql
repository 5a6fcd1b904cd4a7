-- Of the customers who bought, how many reached a second, third … tenth order: one row per ordinal number.
-- reads: selected_lines
-- writes: repeat_curve
-- params: none
with customers as (
    select customer_number, count(distinct order_number) as orders
    from selected_lines
    where is_sale and customer_number is not null
    group by customer_number
),

ordinals (nth_order) as (
    values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)
)

select
    o.nth_order,
    count(*) as customers,
    cast(cast(count(*) as double precision) / (select count(*) from customers) as decimal(18, 4)) as share
from ordinals as o
inner join customers as c on c.orders >= o.nth_order
group by o.nth_order
order by o.nth_order
