-- How many orders hold so many items, parts of one counted up, twenty or more as 20: one row per number of items.
-- reads: selected_lines
-- writes: basket_size
-- params: none
with orders as (
    select order_number, sum(quantity) as items
    from selected_lines
    where is_sale
    group by order_number
)

select cast(greatest(1, least(ceil(items), 20)) as integer) as items, count(*) as orders
from orders
group by cast(greatest(1, least(ceil(items), 20)) as integer)
order by 1
