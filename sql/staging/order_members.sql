-- Customers, products and stores that order lines name: one row per source table, source and id.
-- reads: stg_orders, superseded_lines
-- writes: order_members
-- params: none
with lines as (
    select
        orders.source,
        orders.customer_id,
        orders.product_id,
        orders.store_id
    from stg_orders as orders
    left join superseded_lines
        on superseded_lines._input = orders._input
        and superseded_lines._line = orders._line
    where superseded_lines._line is null
),
named as (
    select source, customer_id, product_id, store_id
    from lines
    group by source, customer_id, product_id, store_id
)
select 'customers' as table_name, source, customer_id as id
from named
where customer_id is not null
union
select 'products', '', product_id
from named
union
select 'stores', '', store_id
from named
where store_id is not null
