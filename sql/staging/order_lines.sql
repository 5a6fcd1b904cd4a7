-- Order lines that count, of the inputs that are worked again, returns negative: one row per order line.
-- reads: stg_orders, superseded_lines, worked_inputs
-- writes: order_lines
-- params: first_day, last_day
with lines as (
    select
        orders._input, orders._line, orders.source, orders.order_id, orders.line_number, orders.product_id,
        orders.order_date, orders.order_hour, orders.ordered_at, orders.customer_id, orders.channel, orders.store_id,
        orders.register, orders.status, orders.country, orders.promotion, orders.original_order_id,
        orders.unit_price, orders.cost, orders.quantity, orders.discount, orders.tax, orders.shipping,
        orders.total_amount, worked_inputs.prices_include_tax,
        coalesce(orders.is_return, false) or orders.quantity < 0 as is_return,
        coalesce(orders.is_cancelled, false) as is_cancelled
    from stg_orders as orders
    join worked_inputs on worked_inputs._input = orders._input
    left join superseded_lines
        on superseded_lines._input = orders._input
        and superseded_lines._line = orders._line
    where superseded_lines._line is null and orders.order_date between $first_day and $last_day
),
-- Given line numbers hold only where they tell all lines of an order apart.
numbered_orders as (
    select _input, order_id
    from lines
    group by _input, order_id
    having count(distinct line_number) = count(*)
),
-- What a return gives back is negative, however its file writes it.
signed as (
    select
        _input, _line, source, order_id, line_number, product_id, order_date, order_hour, ordered_at, customer_id,
        channel, store_id, register, status, country, promotion, original_order_id, unit_price, cost,
        prices_include_tax, is_return, is_cancelled,
        row_number() over (partition by _input, order_id order by _line) as line_rank,
        case when is_return then -abs(quantity) else quantity end as quantity,
        case when is_return then -abs(coalesce(discount, 0)) else coalesce(discount, 0) end as discount,
        case when is_return then -abs(coalesce(tax, 0)) else coalesce(tax, 0) end as tax,
        case when is_return then -abs(coalesce(shipping, 0)) else coalesce(shipping, 0) end as shipping,
        case when is_return then -abs(total_amount) else total_amount end as given_amount
    from lines
)
select
    signed._input, signed._line, signed.source, signed.order_id,
    cast(case when numbered_orders.order_id is null then line_rank else line_number end as integer) as line_number,
    product_id, order_date, order_hour, ordered_at, customer_id, channel, store_id, register, status, country,
    promotion, original_order_id, quantity, unit_price, discount, tax, shipping, cost,
    -- Rounded half away from zero; a given amount counts only where there is no price.
    cast(
        coalesce(cast(quantity * unit_price as decimal(18, 4)) - discount, given_amount)
        - case when prices_include_tax then tax else 0 end as decimal(18, 4)
    ) as total_amount,
    is_return, is_cancelled
from signed
left join numbered_orders
    on numbered_orders._input = signed._input
    and numbered_orders.order_id = signed.order_id
