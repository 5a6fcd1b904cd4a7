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
            (rows._order_date - date '0001-01-01') * cast(1000000000000000000000 as decimal(38, 0))
            + rows.input_rank * cast(1000000000000 as decimal(38, 0)) + rows._line
        ) as said_at
    from stg_products as rows
    left join superseded_lines
        on superseded_lines._input = rows._input
        and superseded_lines._line = rows._line
    where rows._order_date is not null and superseded_lines._line is null
    group by
        rows.product_id, rows.product_name, rows.category, rows.sub_category, rows.brand, rows.price, rows.cost,
        rows.stock_quantity, rows.is_merchandise
)
select
    source,
    id,
    (array_agg(product_name order by said_at desc) filter (where product_name is not null))[1] as product_name,
    (array_agg(category order by said_at desc) filter (where category is not null))[1] as category,
    (array_agg(sub_category order by said_at desc) filter (where sub_category is not null))[1] as sub_category,
    (array_agg(brand order by said_at desc) filter (where brand is not null))[1] as brand,
    (array_agg(price order by said_at desc) filter (where price is not null))[1] as price,
    (array_agg(cost order by said_at desc) filter (where cost is not null))[1] as cost,
    (array_agg(stock_quantity order by said_at desc) filter (where stock_quantity is not null))[1] as stock_quantity,
    (array_agg(is_merchandise order by said_at desc) filter (where is_merchandise is not null))[1] as is_merchandise
from said
group by source, id
