-- What order lines say of customers, of each attribute the last that is not blank: one row per customer.
-- reads: stg_customers, superseded_lines
-- writes: customer_mentions
-- params: none
with said as (
    select
        rows.source, rows.customer_id as id, rows.segment, rows.country, rows.region, rows.city, rows.first_name,
        rows.last_name, rows.email, rows.registration_date, rows.birth_year, rows.gender,
        -- The last by order date, input and line.
        max(
            (rows._order_date - date '0001-01-01') * cast(1000000000000000000000 as decimal(38, 0))
            + rows.input_rank * cast(1000000000000 as decimal(38, 0)) + rows._line
        ) as said_at
    from stg_customers as rows
    left join superseded_lines
        on superseded_lines._input = rows._input
        and superseded_lines._line = rows._line
    where rows._order_date is not null and superseded_lines._line is null
    group by
        rows.source, rows.customer_id, rows.segment, rows.country, rows.region, rows.city, rows.first_name,
        rows.last_name, rows.email, rows.registration_date, rows.birth_year, rows.gender
)
select
    source,
    id,
    arg_max(segment, said_at) as segment,
    arg_max(country, said_at) as country,
    arg_max(region, said_at) as region,
    arg_max(city, said_at) as city,
    arg_max(first_name, said_at) as first_name,
    arg_max(last_name, said_at) as last_name,
    arg_max(email, said_at) as email,
    arg_max(registration_date, said_at) as registration_date,
    arg_max(birth_year, said_at) as birth_year,
    arg_max(gender, said_at) as gender
from said
group by source, id
