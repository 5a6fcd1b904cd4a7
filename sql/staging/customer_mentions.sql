-- What order lines say of customers, of each attribute the last that is not blank: one row per customer.
-- reads: stg_customers, superseded_lines
-- writes: customer_mentions
-- params: none
select
    rows.source,
    rows.customer_id as id,
    arg_max(rows.segment, (rows._order_date, rows.input_rank, rows._line)) as segment,
    arg_max(rows.country, (rows._order_date, rows.input_rank, rows._line)) as country,
    arg_max(rows.region, (rows._order_date, rows.input_rank, rows._line)) as region,
    arg_max(rows.city, (rows._order_date, rows.input_rank, rows._line)) as city,
    arg_max(rows.first_name, (rows._order_date, rows.input_rank, rows._line)) as first_name,
    arg_max(rows.last_name, (rows._order_date, rows.input_rank, rows._line)) as last_name,
    arg_max(rows.email, (rows._order_date, rows.input_rank, rows._line)) as email,
    arg_max(rows.registration_date, (rows._order_date, rows.input_rank, rows._line)) as registration_date,
    arg_max(rows.birth_year, (rows._order_date, rows.input_rank, rows._line)) as birth_year,
    arg_max(rows.gender, (rows._order_date, rows.input_rank, rows._line)) as gender
from stg_customers as rows
left join superseded_lines
    on superseded_lines._input = rows._input
    and superseded_lines._line = rows._line
where rows._order_date is not null and superseded_lines._line is null
group by rows.source, rows.customer_id
