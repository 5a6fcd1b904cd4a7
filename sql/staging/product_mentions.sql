-- What order lines say of products, of each attribute the last that is not blank: one row per product.
-- reads: stg_products, superseded_lines
-- writes: product_mentions
-- params: none
select
    '' as source,
    rows.product_id as id,
    arg_max(rows.product_name, (rows._order_date, rows.input_rank, rows._line)) as product_name,
    arg_max(rows.category, (rows._order_date, rows.input_rank, rows._line)) as category,
    arg_max(rows.sub_category, (rows._order_date, rows.input_rank, rows._line)) as sub_category,
    arg_max(rows.brand, (rows._order_date, rows.input_rank, rows._line)) as brand,
    arg_max(rows.price, (rows._order_date, rows.input_rank, rows._line)) as price,
    arg_max(rows.cost, (rows._order_date, rows.input_rank, rows._line)) as cost,
    arg_max(rows.stock_quantity, (rows._order_date, rows.input_rank, rows._line)) as stock_quantity,
    arg_max(rows.is_merchandise, (rows._order_date, rows.input_rank, rows._line)) as is_merchandise
from stg_products as rows
left join superseded_lines
    on superseded_lines._input = rows._input
    and superseded_lines._line = rows._line
where rows._order_date is not null and superseded_lines._line is null
group by rows.product_id
