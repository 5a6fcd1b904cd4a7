-- Order lines that count, of the inputs that are worked again, with their place in the order: one row per order line.
-- reads: stg_orders, superseded_lines, worked_inputs
-- writes: line_numbers
-- params: first_day, last_day
with lines as (
    select
        orders._input,
        orders._line,
        orders.order_id,
        orders.line_number,
        worked_inputs.prices_include_tax
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
    where line_number is not null
    group by _input, order_id
    having count(distinct line_number) = count(*)
),
unnumbered_orders as (
    select distinct _input, order_id
    from lines
    where line_number is null
),
ranked as (
    select
        _input,
        _line,
        order_id,
        line_number,
        prices_include_tax,
        row_number() over (partition by _input, order_id order by _line) as line_rank
    from lines
)
select
    ranked._input,
    ranked._line,
    ranked.prices_include_tax,
    cast(
        case
            when numbered_orders.order_id is not null and unnumbered_orders.order_id is null then ranked.line_number
            else ranked.line_rank
        end as integer
    ) as line_number
from ranked
left join numbered_orders
    on numbered_orders._input = ranked._input
    and numbered_orders.order_id = ranked.order_id
left join unnumbered_orders
    on unnumbered_orders._input = ranked._input
    and unnumbered_orders.order_id = ranked.order_id
