-- Days with order lines that count, and which input brings how many: one row per order date and input.
-- reads: stg_orders, superseded_lines
-- writes: order_days
-- params: none
select
    orders.order_date,
    orders._input,
    count(*) as lines
from stg_orders as orders
left join superseded_lines
    on superseded_lines._input = orders._input
    and superseded_lines._line = orders._line
where superseded_lines._line is null
group by orders.order_date, orders._input
