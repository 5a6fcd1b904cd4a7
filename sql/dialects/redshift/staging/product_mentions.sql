-- What order lines say of products, of each attribute the last that is not blank: one row per product.
-- reads: stg_products, superseded_lines
-- writes: product_mentions
-- params: none
with said as (
    select
        '' as source, rows.product_id as id, rows.product_name, rows.category, rows.sub_category, rows.brand,
        rows.price, rows.cost, rows.stock_quantity, rows.is_merchandise,
        -- The last by order date, input and line.
        max(
            (rows._order_date - date '0001-01-01') * cast(1000000000000000000000 as decimal(22, 0))
            + rows.input_rank * cast(1000000000000 as decimal(13, 0)) + rows._line
        ) as said_at
    from stg_products as rows
    left join superseded_lines
        on superseded_lines._input = rows._input
        and superseded_lines._line = rows._line
    where rows._order_date is not null and superseded_lines._line is null
    group by
        rows.product_id, rows.product_name, rows.category, rows.sub_category, rows.brand, rows.price, rows.cost,
        rows.stock_quantity, rows.is_merchandise
),
last_said as (
    select
        source, id, said_at,
        product_name, category, sub_category, brand, price, cost, stock_quantity, is_merchandise,
        max(case when product_name is not null then said_at end) over (partition by source, id) as product_name_at,
        max(case when category is not null then said_at end) over (partition by source, id) as category_at,
        max(case when sub_category is not null then said_at end) over (partition by source, id) as sub_category_at,
        max(case when brand is not null then said_at end) over (partition by source, id) as brand_at,
        max(case when price is not null then said_at end) over (partition by source, id) as price_at,
        max(case when cost is not null then said_at end) over (partition by source, id) as cost_at,
        max(case when stock_quantity is not null then said_at end) over (partition by source, id) as stock_quantity_at,
        max(case when is_merchandise is not null then said_at end) over (partition by source, id) as is_merchandise_at
    from said
)
select
    source,
    id,
    max(case when said_at = product_name_at then product_name end) as product_name,
    max(case when said_at = category_at then category end) as category,
    max(case when said_at = sub_category_at then sub_category end) as sub_category,
    max(case when said_at = brand_at then brand end) as brand,
    max(case when said_at = price_at then price end) as price,
    max(case when said_at = cost_at then cost end) as cost,
    max(case when said_at = stock_quantity_at then stock_quantity end) as stock_quantity,
    max(case when said_at = is_merchandise_at then case when is_merchandise then 1 else 0 end end) = 1 as is_merchandise
from last_said
group by source, id
