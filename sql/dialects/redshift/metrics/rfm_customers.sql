-- Recency, frequency and money of who bought in the 365 days up to a day, scored 1 to 5: one row per customer.
-- reads: lines
-- writes: rfm_customers
-- params: as_of
with customers as (
    select
        customer_number,
        max(order_date) filter (where is_sale) as last_order_date,
        count(distinct order_number) filter (where is_sale) as orders,
        sum(total_amount) as revenue
    from lines
    where customer_number is not null and order_date > cast($as_of as date) - 365 and order_date <= cast($as_of as date)
    group by customer_number
    having count(*) filter (where is_sale) > 0
),

-- A score is 1 + floor(5 x customers with a strictly smaller value / customers); rank() - 1 counts the smaller ones.
scored as (
    select
        customer_number, last_order_date, orders, revenue,
        cast(1 + 5 * (rank() over (order by last_order_date) - 1) / count(*) over () as integer) as r,
        cast(1 + 5 * (rank() over (order by orders) - 1) / count(*) over () as integer) as f,
        cast(1 + 5 * (rank() over (order by revenue) - 1) / count(*) over () as integer) as m
    from customers
)

select
    customer_number,
    last_order_date,
    orders,
    revenue,
    r,
    f,
    m,
    case
        when r = 5 and f = 5 and m = 5 then 'Champions'
        when r >= 3 and f between 3 and 5 and m >= 2 then 'Potential Loyalist'
        when r between 2 and 4 and f between 2 and 4 and m between 2 and 4 then 'Loyal'
        when r between 3 and 4 and f between 1 and 3 and m >= 3 then 'Promising'
        when r >= 4 and f between 1 and 3 then 'New'
        when r <= 2 and f between 3 and 4 and m >= 4 then 'Can''t Lose'
        when r <= 2 and f >= 2 and m >= 4 then 'At Risk'
        when r <= 3 and f >= 3 and m >= 3 then 'Need Attention'
        when r between 2 and 3 and f <= 3 and m <= 4 then 'About To Sleep'
        when r = 1 then 'Lost'
        else 'Others'
    end as rfm_segment
from scored
