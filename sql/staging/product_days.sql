-- What product feeds say of each product, day by day; a blank says nothing, so the value before it goes on: one row per
-- product and day.
-- reads: stg_products, absences
-- writes: product_days
-- params: none
with given as (
    select
        '' as source, product_id as id,
        case when kind = 'snapshot' then business_date else coalesce(updated_on, business_date) end as day,
        input_rank, _line, product_name, category, sub_category, brand, price, cost, stock_quantity, is_merchandise,
        false as is_deleted
    from stg_products
    where _order_date is null
),
events as (
    select
        source, id, day, input_rank, _line, product_name, category, sub_category, brand, price, cost, stock_quantity,
        is_merchandise, is_deleted
    from given
    union all
    select
        '', id, absent_on, input_rank, 0, null, null, null, null, null, null, null, null, true
    from absences
    where table_name = 'products'
),
carried as (
    select
        source, id, day, is_deleted,
        last_value(product_name ignore nulls) over so_far as product_name,
        last_value(category ignore nulls) over so_far as category,
        last_value(sub_category ignore nulls) over so_far as sub_category,
        last_value(brand ignore nulls) over so_far as brand,
        last_value(price ignore nulls) over so_far as price,
        last_value(cost ignore nulls) over so_far as cost,
        last_value(stock_quantity ignore nulls) over so_far as stock_quantity,
        last_value(is_merchandise ignore nulls) over so_far as is_merchandise,
        bool_and(is_deleted) over so_far as is_unknown,
        row_number() over (partition by source, id, day order by input_rank desc, _line desc) as from_last
    from events
    window so_far as (
        partition by source, id
        order by day, input_rank, _line
        rows between unbounded preceding and current row
    )
)
-- An id is known from its first row, and of several rows on a day the last counts.
select
    source, id, day, is_deleted, product_name, category, sub_category, brand, price, cost, stock_quantity,
    is_merchandise
from carried
where from_last = 1 and not is_unknown
