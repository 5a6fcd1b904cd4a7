-- The time from each order of a customer to the next one: one row per bucket of days.
-- reads: selected_lines
-- writes: days_between_orders
-- params: none
with buckets (first_day, last_day, bucket) as (
    values
    (0, 0, 'same day'), (1, 7, '1-7 days'), (8, 14, '8-14 days'), (15, 30, '15-30 days'), (31, 60, '31-60 days'),
    (61, 90, '61-90 days'), (91, 180, '91-180 days'), (181, 365, '181-365 days'), (366, 1000000, 'over a year')
),

orders as (
    select customer_number, order_number, min(order_date) as order_date
    from selected_lines
    where is_sale and customer_number is not null
    group by customer_number, order_number
),

gaps as (
    select order_date - lag(order_date) over (partition by customer_number order by order_date, order_number) as days
    from orders
)

select b.bucket, count(g.days) as intervals
from buckets as b
left join gaps as g on g.days between b.first_day and b.last_day
group by b.bucket, b.first_day
order by b.first_day
