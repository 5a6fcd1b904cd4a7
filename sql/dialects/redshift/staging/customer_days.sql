-- What customer feeds say of each customer, day by day; a blank says nothing, so the value before it goes on: one row
-- per customer and day.
-- reads: stg_customers, absences
-- writes: customer_days
-- params: none
with given as (
    select
        source, customer_id as id,
        case when kind = 'snapshot' then business_date else coalesce(updated_on, business_date) end as day,
        input_rank, _line, segment, country, region, city, first_name, last_name, email, registration_date,
        birth_year, gender, false as is_deleted
    from stg_customers
    where _order_date is null
),
events as (
    select
        source, id, day, input_rank, _line, segment, country, region, city, first_name, last_name, email,
        registration_date, birth_year, gender, is_deleted
    from given
    union all
    select
        source, id, absent_on, input_rank, 0, null, null, null, null, null, null, null, null, null, null, true
    from absences
    where table_name = 'customers'
),
numbered as (
    select
        source, id, day, is_deleted,
        segment, country, region, city, first_name, last_name, email, registration_date, birth_year, gender,
        row_number() over (partition by source, id order by day, input_rank, _line) as place,
        row_number() over (partition by source, id, day order by input_rank desc, _line desc) as from_last
    from events
),
-- A value and the blanks after it have the same count of values so far.
counted as (
    select
        source, id, day, is_deleted, from_last,
        segment, country, region, city, first_name, last_name, email, registration_date, birth_year, gender,
        count(segment) over (partition by source, id order by place rows unbounded preceding) as segment_place,
        count(country) over (partition by source, id order by place rows unbounded preceding) as country_place,
        count(region) over (partition by source, id order by place rows unbounded preceding) as region_place,
        count(city) over (partition by source, id order by place rows unbounded preceding) as city_place,
        count(first_name) over (partition by source, id order by place rows unbounded preceding) as first_name_place,
        count(last_name) over (partition by source, id order by place rows unbounded preceding) as last_name_place,
        count(email) over (partition by source, id order by place rows unbounded preceding) as email_place,
        count(registration_date)
            over (partition by source, id order by place rows unbounded preceding) as registration_date_place,
        count(birth_year) over (partition by source, id order by place rows unbounded preceding) as birth_year_place,
        count(gender) over (partition by source, id order by place rows unbounded preceding) as gender_place,
        min(case when is_deleted then 1 else 0 end)
            over (partition by source, id order by place rows unbounded preceding) as is_unknown
    from numbered
),
carried as (
    select
        source, id, day, is_deleted, is_unknown, from_last,
        max(segment) over (partition by source, id, segment_place) as segment,
        max(country) over (partition by source, id, country_place) as country,
        max(region) over (partition by source, id, region_place) as region,
        max(city) over (partition by source, id, city_place) as city,
        max(first_name) over (partition by source, id, first_name_place) as first_name,
        max(last_name) over (partition by source, id, last_name_place) as last_name,
        max(email) over (partition by source, id, email_place) as email,
        max(registration_date) over (partition by source, id, registration_date_place) as registration_date,
        max(birth_year) over (partition by source, id, birth_year_place) as birth_year,
        max(gender) over (partition by source, id, gender_place) as gender
    from counted
)
-- An id is known from its first row, and of several rows on a day the last counts.
select
    source, id, day, is_deleted, segment, country, region, city, first_name, last_name, email, registration_date,
    birth_year, gender
from carried
where from_last = 1 and is_unknown = 0
