-- Order lines that do not count because another input decides their order: one row per staged line.
-- reads: stg_orders, order_winners
-- writes: superseded_lines
-- params: none
select
    orders._input,
    orders._line
from stg_orders as orders
join order_winners
    on order_winners.source = orders.source
    and order_winners.order_id = orders.order_id
where orders.kind <> 'append' and orders._input <> order_winners._input
