-- Every order line has its customer, product, store and day in the dimensions, in a version that holds on that day.
-- reads: star.fact_orders, star.dim_customers, star.dim_products, star.dim_stores, star.dim_date
-- severity: error
-- params: none
with named as (
    select customer_key, product_key, store_key, date_key, order_date, min(order_id) as order_id
    from star.fact_orders
    group by customer_key, product_key, store_key, date_key, order_date
)
select named.order_id, named.order_date, named.customer_key, named.product_key, named.store_key
from named
left join star.dim_customers as customers on customers.customer_key = named.customer_key
left join star.dim_products as products on products.product_key = named.product_key
left join star.dim_stores as stores on stores.store_key = named.store_key
left join star.dim_date as dates on dates.date_key = named.date_key
where customers.customer_key is null
    or products.product_key is null
    or stores.store_key is null
    or dates.day is null
    or dates.day <> named.order_date
    or named.order_date < customers.valid_from
    or named.order_date >= customers.valid_to
    or named.order_date < products.valid_from
    or named.order_date >= products.valid_to
