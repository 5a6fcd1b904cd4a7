-- What was sold and what came back, each line with the dimension versions of its day: one row per order line.
-- reads: order_lines, dim_customers, dim_products, dim_stores
-- writes: fact_orders
-- params: first_day, last_day
with lines as (
    select
        _input, _line, source, order_id, line_number, order_date, order_hour, ordered_at, customer_id, product_id,
        store_id, channel, register, status, country, promotion, quantity, unit_price, discount, tax, shipping, cost,
        total_amount, is_return, is_cancelled, original_order_id
    from order_lines
    where order_date between $first_day and $last_day
)
select
    lines.source,
    lines.order_id,
    lines.line_number,
    cast(
        extract(year from lines.order_date) * 10000 + extract(month from lines.order_date) * 100
        + extract(day from lines.order_date) as integer
    ) as date_key,
    lines.order_date,
    lines.order_hour,
    lines.ordered_at,
    coalesce(customers.customer_key, -1) as customer_key,
    coalesce(products.product_key, -1) as product_key,
    coalesce(stores.store_key, -1) as store_key,
    lines.channel,
    lines.register,
    lines.status,
    lines.country,
    lines.promotion,
    lines.quantity,
    lines.unit_price,
    lines.discount,
    lines.tax,
    lines.shipping,
    lines.cost,
    lines.total_amount,
    lines.is_return,
    lines.is_cancelled,
    lines.original_order_id,
    lines._input,
    lines._line,
    cast(date_trunc('month', lines.order_date) as date) as order_month
from lines
left join dim_customers as customers
    on customers.source = lines.source
    and customers.customer_id = lines.customer_id
    and lines.order_date >= customers.valid_from
    and lines.order_date < customers.valid_to
left join dim_products as products
    on products.product_id = lines.product_id
    and lines.order_date >= products.valid_from
    and lines.order_date < products.valid_to
left join dim_stores as stores on stores.store_id = lines.store_id
order by lines.order_date, lines.order_id, lines.line_number, lines._input, lines._line
