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
    (array_agg(segment order by said_at desc) filter (where segment is not null))[1] as segment,
    (array_agg(country order by said_at desc) filter (where country is not null))[1] as country,
    (array_agg(region order by said_at desc) filter (where region is not null))[1] as region,
    (array_agg(city order by said_at desc) filter (where city is not null))[1] as city,
    (array_agg(first_name order by said_at desc) filter (where first_name is not null))[1] as first_name,
    (array_agg(last_name order by said_at desc) filter (where last_name is not null))[1] as last_name,
    (array_agg(email order by said_at desc) filter (where email is not null))[1] as email,
    (array_agg(registration_date order by said_at desc) filter (where registration_date is not null))[1] as registration_date,
    (array_agg(birth_year order by said_at desc) filter (where birth_year is not null))[1] as birth_year,
    (array_agg(gender order by said_at desc) filter (where gender is not null))[1] as gender
from said
group by source, id
