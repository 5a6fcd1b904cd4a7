-- Every row of every file is loaded or rejected, and every loaded order line is in fact_orders or superseded.
-- reads: input_rows, inputs, stg_keys, star.fact_orders, superseded_lines
-- severity: error
-- params: none
with in_fact as (
    select _input, count(*) as lines
    from star.fact_orders
    group by _input
),
superseded as (
    select _input, count(*) as lines
    from superseded_lines
    group by _input
),
-- A repeated file of an appending feed is staged for one of its inputs only.
staged as (
    select distinct _input
    from stg_keys
)
select
    inputs.feed,
    inputs.key,
    input_rows.rows_read,
    input_rows.rows_loaded,
    input_rows.rows_rejected,
    input_rows.order_lines,
    coalesce(in_fact.lines, 0) as lines_in_fact,
    coalesce(superseded.lines, 0) as lines_superseded
from input_rows
join inputs on inputs._input = input_rows._input
left join staged on staged._input = input_rows._input
left join in_fact on in_fact._input = input_rows._input
left join superseded on superseded._input = input_rows._input
where input_rows.rows_read <> input_rows.rows_loaded + input_rows.rows_rejected
    or case when staged._input is null then 0 else input_rows.order_lines end
        <> coalesce(in_fact.lines, 0) + coalesce(superseded.lines, 0)
