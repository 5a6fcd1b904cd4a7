-- Customers of the last 365 days by RFM segment, whatever is filtered: one row per segment.
-- reads: rfm_customers
-- writes: rfm_segments
-- params: as_of
with segments as (
    select
        rfm_segment as segment,
        count(*) as customers,
        sum(revenue) as revenue,
        avg(cast(cast($as_of as date) - last_order_date as double precision)) as average_recency_days,
        avg(cast(orders as double precision)) as average_orders
    from rfm_customers
    group by rfm_segment
)

select
    segment,
    customers,
    cast(revenue as decimal(18, 4)) as revenue,
    cast(cast(customers as double precision) / sum(customers) over () as decimal(18, 4)) as share_of_customers,
    cast(cast(revenue as double precision) / nullif(sum(revenue) over (), 0) as decimal(18, 4)) as share_of_revenue,
    cast(average_recency_days as decimal(18, 4)) as average_recency_days,
    cast(average_orders as decimal(18, 4)) as average_orders
from segments
order by revenue desc, segment
