-- Days whose published order lines may differ now, and why: one row per range of days and reason.
-- reads: stg_keys, changed_inputs, dim_customers, dim_products, prior.fact_orders, prior.dim_customers, prior.dim_products
-- writes: nothing
-- params: none
with leaving as (
    select lines.source, lines.order_id, lines.order_date
    from prior.fact_orders as lines
    join changed_inputs on changed_inputs._input = lines._input
),
changed_orders as (
    select keys.source, keys.id as order_id
    from stg_keys as keys
    join changed_inputs on changed_inputs._input = keys._input
    where keys.table_name = 'orders'
    union
    select source, order_id from leaving
),
-- A version ends earlier than it did, or is no more; the lines from then on belong to another.
moved_customers as (
    select earlier.customer_key, coalesce(dim_customers.valid_to, date '0001-01-01') as moved_from
    from prior.dim_customers as earlier
    left join dim_customers on dim_customers.customer_key = earlier.customer_key
    where dim_customers.customer_key is null or dim_customers.valid_to < earlier.valid_to
),
moved_products as (
    select earlier.product_key, coalesce(dim_products.valid_to, date '0001-01-01') as moved_from
    from prior.dim_products as earlier
    left join dim_products on dim_products.product_key = earlier.product_key
    where dim_products.product_key is null or dim_products.valid_to < earlier.valid_to
)
select order_date as first_day, order_date as last_day, 'its orders changed' as reason
from leaving
union
select keys.first_date, keys.last_date, 'its orders changed'
from stg_keys as keys
join changed_orders
    on changed_orders.source = keys.source
    and changed_orders.order_id = keys.id
where keys.table_name = 'orders'
union
select lines.order_date, lines.order_date, 'its customers changed'
from prior.fact_orders as lines
join moved_customers
    on moved_customers.customer_key = lines.customer_key
    and moved_customers.moved_from <= lines.order_date
union
select lines.order_date, lines.order_date, 'its products changed'
from prior.fact_orders as lines
join moved_products
    on moved_products.product_key = lines.product_key
    and moved_products.moved_from <= lines.order_date
order by 1, 2, 3
