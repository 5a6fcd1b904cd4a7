-- Order lines that count, of the inputs that are worked again, with amounts, returns negative: one row per order line.
-- reads: stg_orders, superseded_lines, renumbered_orders, worked_inputs
-- writes: order_lines
-- params: first_day, last_day
with lines as (
    select
        orders._input, orders._line, orders.source, orders.order_id, orders.product_id,
        orders.order_date, orders.order_hour, orders.ordered_at, orders.customer_id, orders.channel, orders.store_id,
        orders.register, orders.status, orders.country, orders.promotion, orders.original_order_id, orders.unit_price,
        orders.cost, orders.quantity, orders.total_amount, worked_inputs.prices_include_tax,
        -- Given line numbers hold only where they tell all lines of an order apart.
        case
            when renumbered_orders.order_id is null then coalesce(orders.line_number, orders.line_rank)
            else orders.line_rank
        end as line_number,
        coalesce(orders.discount, 0) as discount,
        coalesce(orders.tax, 0) as tax,
        coalesce(orders.shipping, 0) as shipping,
        coalesce(orders.is_return, false) or orders.quantity < 0 as is_return,
        coalesce(orders.is_cancelled, false) as is_cancelled
    from stg_orders as orders
    join worked_inputs on worked_inputs._input = orders._input
    left join superseded_lines
        on superseded_lines._input = orders._input
        and superseded_lines._line = orders._line
    left join renumbered_orders
        on renumbered_orders._input = orders._input
        and renumbered_orders.order_id = orders.order_id
    where superseded_lines._line is null and orders.order_date between $first_day and $last_day
),
-- What a return gives back is negative, however its file writes it.
signed as (
    select
        _input, _line, source, order_id, line_number, product_id, order_date, order_hour, ordered_at, customer_id,
        channel, store_id, register, status, country, promotion, original_order_id, unit_price, cost,
        prices_include_tax, is_return, is_cancelled,
        case when is_return then -abs(quantity) else quantity end as quantity,
        case when is_return then -abs(discount) else discount end as discount,
        case when is_return then -abs(tax) else tax end as tax,
        case when is_return then -abs(shipping) else shipping end as shipping,
        case when is_return then -abs(total_amount) else total_amount end as given_amount
    from lines
)
select
    _input, _line, source, order_id, line_number, product_id, order_date, order_hour, ordered_at, customer_id,
    channel, store_id, register, status, country, promotion, original_order_id, quantity, unit_price, discount, tax,
    shipping, cost,
    -- Rounded half away from zero; a given amount counts only where there is no price.
    cast(
        coalesce(cast(quantity * unit_price as decimal(18, 4)) - discount, given_amount)
        - case when prices_include_tax then tax else 0 end as decimal(18, 4)
    ) as total_amount,
    is_return, is_cancelled
from signed
