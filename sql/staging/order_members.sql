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
)
select distinct 'customers' as table_name, source, customer_id as id
from lines
where customer_id is not null
union all
select distinct 'products', '', product_id
from lines
union all
select distinct 'stores', '', store_id
from lines
where store_id is not null
