-- Inputs that bring lines to a unit that is worked again: one row per input.
-- reads: order_days, inputs, worked_units
-- writes: worked_inputs
-- params: none
with worked as (
    select distinct order_days._input
    from order_days
    join worked_units
        on order_days.order_date >= worked_units.first_day
        and order_days.order_date <= worked_units.last_day
)
select
    inputs._input,
    inputs.prices_include_tax
from inputs
join worked on worked._input = inputs._input
