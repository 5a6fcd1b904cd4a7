-- What customer feeds say of each customer, day by day; a blank says nothing, so the value before it goes on: one row per
-- customer and day.
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
carried as (
    select
        source, id, day, is_deleted,
        last_value(segment ignore nulls) over so_far as segment,
        last_value(country ignore nulls) over so_far as country,
        last_value(region ignore nulls) over so_far as region,
        last_value(city ignore nulls) over so_far as city,
        last_value(first_name ignore nulls) over so_far as first_name,
        last_value(last_name ignore nulls) over so_far as last_name,
        last_value(email ignore nulls) over so_far as email,
        last_value(registration_date ignore nulls) over so_far as registration_date,
        last_value(birth_year ignore nulls) over so_far as birth_year,
        last_value(gender ignore nulls) over so_far as gender,
        bool_and(is_deleted) over so_far as is_unknown,
        row_number() over (partition by source, id, day order by input_rank desc, _line desc) as from_last
    from events
    window so_far as (
        partition by source, id
        order by day, input_rank, _line
        rows between unbounded preceding and current row
    )
)
-- An id is known from its first row, and of several rows on a day the last counts.
select
    source, id, day, is_deleted, segment, country, region, city, first_name, last_name, email, registration_date,
    birth_year, gender
from carried
where from_last = 1 and not is_unknown
