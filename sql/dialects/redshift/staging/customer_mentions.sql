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
            (rows._order_date - date '0001-01-01') * cast(1000000000000000000000 as decimal(22, 0))
            + rows.input_rank * cast(1000000000000 as decimal(13, 0)) + rows._line
        ) as said_at
    from stg_customers as rows
    left join superseded_lines
        on superseded_lines._input = rows._input
        and superseded_lines._line = rows._line
    where rows._order_date is not null and superseded_lines._line is null
    group by
        rows.source, rows.customer_id, rows.segment, rows.country, rows.region, rows.city, rows.first_name,
        rows.last_name, rows.email, rows.registration_date, rows.birth_year, rows.gender
),
last_said as (
    select
        source, id, said_at,
        segment, country, region, city, first_name, last_name, email, registration_date, birth_year, gender,
        max(case when segment is not null then said_at end) over (partition by source, id) as segment_at,
        max(case when country is not null then said_at end) over (partition by source, id) as country_at,
        max(case when region is not null then said_at end) over (partition by source, id) as region_at,
        max(case when city is not null then said_at end) over (partition by source, id) as city_at,
        max(case when first_name is not null then said_at end) over (partition by source, id) as first_name_at,
        max(case when last_name is not null then said_at end) over (partition by source, id) as last_name_at,
        max(case when email is not null then said_at end) over (partition by source, id) as email_at,
        max(case when registration_date is not null then said_at end)
            over (partition by source, id) as registration_date_at,
        max(case when birth_year is not null then said_at end) over (partition by source, id) as birth_year_at,
        max(case when gender is not null then said_at end) over (partition by source, id) as gender_at
    from said
)
select
    source,
    id,
    max(case when said_at = segment_at then segment end) as segment,
    max(case when said_at = country_at then country end) as country,
    max(case when said_at = region_at then region end) as region,
    max(case when said_at = city_at then city end) as city,
    max(case when said_at = first_name_at then first_name end) as first_name,
    max(case when said_at = last_name_at then last_name end) as last_name,
    max(case when said_at = email_at then email end) as email,
    max(case when said_at = registration_date_at then registration_date end) as registration_date,
    max(case when said_at = birth_year_at then birth_year end) as birth_year,
    max(case when said_at = gender_at then gender end) as gender
from last_said
group by source, id
