-- Orders whose lines the line numbers of their file do not tell apart: one row per input and order.
-- reads: stg_keys
-- writes: renumbered_orders
-- params: none
select
    _input,
    id as order_id
from stg_keys
where table_name = 'orders' and renumbered
