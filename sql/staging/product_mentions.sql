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
    arg_max(product_name, said_at) as product_name,
    arg_max(category, said_at) as category,
    arg_max(sub_category, said_at) as sub_category,
    arg_max(brand, said_at) as brand,
    arg_max(price, said_at) as price,
    arg_max(cost, said_at) as cost,
    arg_max(stock_quantity, said_at) as stock_quantity,
    arg_max(is_merchandise, said_at) as is_merchandise
from said
group by source, id
