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
    select 1
    union all select 2
    union all select 3
    union all select 4
    union all select 5
    union all select 6
    union all select 7
    union all select 8
    union all select 9
    union all select 10
)

select
    o.nth_order,
    count(*) as customers,
    cast(cast(count(*) as double precision) / (select count(*) from customers) as decimal(18, 4)) as share
from ordinals as o
inner join customers as c on c.orders >= o.nth_order
group by o.nth_order
order by o.nth_order
