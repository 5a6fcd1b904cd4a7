-- The time from each order of a customer to the next one: one row per bucket of days.
-- reads: selected_lines
-- writes: days_between_orders
-- params: none
with buckets (first_day, last_day, bucket) as (
    select 0, 0, 'same day'
    union all select 1, 7, '1-7 days'
    union all select 8, 14, '8-14 days'
    union all select 15, 30, '15-30 days'
    union all select 31, 60, '31-60 days'
    union all select 61, 90, '61-90 days'
    union all select 91, 180, '91-180 days'
    union all select 181, 365, '181-365 days'
    union all select 366, 1000000, 'over a year'
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
