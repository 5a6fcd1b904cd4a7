-- The amounts of each day in fact_orders are those of its staged lines that count, to the last digit.
-- reads: stg_orders, inputs, superseded_lines, star.fact_orders
-- severity: error
-- params: none
with counting as (
    select
        orders.order_date,
        orders.unit_price,
        orders.total_amount,
        abs(orders.quantity) as quantity,
        coalesce(orders.discount, 0) as discount,
        case when inputs.prices_include_tax then coalesce(orders.tax, 0) else 0 end as tax,
        coalesce(orders.is_return, false) or orders.quantity < 0 as is_return
    from stg_orders as orders
    join inputs on inputs._input = orders._input
    left join superseded_lines
        on superseded_lines._input = orders._input
        and superseded_lines._line = orders._line
    where superseded_lines._line is null
),
staged as (
    select
        order_date,
        sum(
            case
                when is_return then
                    abs(tax) - coalesce(cast(quantity * unit_price as decimal(18, 4)) - abs(discount), abs(total_amount))
                else coalesce(cast(quantity * unit_price as decimal(18, 4)) - discount, total_amount) - tax
            end
        ) as amount
    from counting
    group by order_date
),
published as (
    select order_date, sum(total_amount) as amount
    from star.fact_orders
    group by order_date
)
select
    coalesce(staged.order_date, published.order_date) as order_date,
    staged.amount as staged_amount,
    published.amount as published_amount
from staged
full join published on published.order_date = staged.order_date
where not coalesce(
    staged.amount = published.amount, staged.amount is null and published.amount is null
)
