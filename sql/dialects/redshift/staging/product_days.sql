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
numbered as (
    select
        source, id, day, is_deleted,
        product_name, category, sub_category, brand, price, cost, stock_quantity, is_merchandise,
        row_number() over (partition by source, id order by day, input_rank, _line) as place,
        row_number() over (partition by source, id, day order by input_rank desc, _line desc) as from_last
    from events
),
-- A value and the blanks after it have the same count of values so far.
counted as (
    select
        source, id, day, is_deleted, from_last,
        product_name, category, sub_category, brand, price, cost, stock_quantity, is_merchandise,
        count(product_name)
            over (partition by source, id order by place rows unbounded preceding) as product_name_place,
        count(category) over (partition by source, id order by place rows unbounded preceding) as category_place,
        count(sub_category)
            over (partition by source, id order by place rows unbounded preceding) as sub_category_place,
        count(brand) over (partition by source, id order by place rows unbounded preceding) as brand_place,
        count(price) over (partition by source, id order by place rows unbounded preceding) as price_place,
        count(cost) over (partition by source, id order by place rows unbounded preceding) as cost_place,
        count(stock_quantity)
            over (partition by source, id order by place rows unbounded preceding) as stock_quantity_place,
        count(is_merchandise)
            over (partition by source, id order by place rows unbounded preceding) as is_merchandise_place,
        min(case when is_deleted then 1 else 0 end)
            over (partition by source, id order by place rows unbounded preceding) as is_unknown
    from numbered
),
carried as (
    select
        source, id, day, is_deleted, is_unknown, from_last,
        max(product_name) over (partition by source, id, product_name_place) as product_name,
        max(category) over (partition by source, id, category_place) as category,
        max(sub_category) over (partition by source, id, sub_category_place) as sub_category,
        max(brand) over (partition by source, id, brand_place) as brand,
        max(price) over (partition by source, id, price_place) as price,
        max(cost) over (partition by source, id, cost_place) as cost,
        max(stock_quantity) over (partition by source, id, stock_quantity_place) as stock_quantity,
        max(case when is_merchandise then 1 when not is_merchandise then 0 end)
            over (partition by source, id, is_merchandise_place) = 1 as is_merchandise
    from counted
)
-- An id is known from its first row, and of several rows on a day the last counts.
select
    source, id, day, is_deleted, product_name, category, sub_category, brand, price, cost, stock_quantity,
    is_merchandise
from carried
where from_last = 1 and is_unknown = 0
