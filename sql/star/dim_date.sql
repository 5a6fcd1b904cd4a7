-- All days of all years from the first to the last order date: one row per day.
-- The 4-5-4 calendar is the National Retail Federation's: a retail year starts on the Sunday nearest to 1 February,
-- a quarter has months of 4, 5 and 4 weeks, and a 53rd week belongs to the last month.
-- reads: order_days
-- writes: dim_date
-- params: none
with years as (
    select
        cast(extract(year from min(order_date)) as integer) as first_year,
        cast(extract(year from max(order_date)) as integer) as last_year
    from order_days
),
days as (
    select cast(series.day as date) as day, cast(extract(year from series.day) as integer) as calendar_year
    from years
    cross join lateral generate_series(
        make_date(first_year, 1, 1), make_date(last_year, 12, 31), interval '1 day'
    ) as series (day)
),
-- The Sunday nearest to 1 February is the last one up to 4 February.
opened as (
    select
        day,
        calendar_year,
        make_date(calendar_year, 2, 4)
            - cast(extract(isodow from make_date(calendar_year, 2, 4)) as integer) % 7 as this_start,
        make_date(calendar_year - 1, 2, 4)
            - cast(extract(isodow from make_date(calendar_year - 1, 2, 4)) as integer) % 7 as last_start
    from days
),
retail as (
    select
        day,
        case when day >= this_start then calendar_year else calendar_year - 1 end as retail_year,
        cast(floor((case when day >= this_start then day - this_start else day - last_start end) / 7.0) as integer)
            + 1 as retail_week
    from opened
),
quarters as (
    select
        day,
        retail_year,
        retail_week,
        least(cast(floor((retail_week - 1) / 13.0) as integer), 3) as quarters_before
    from retail
)
select
    cast(extract(year from day) * 10000 + extract(month from day) * 100 + extract(day from day) as integer) as date_key,
    day,
    cast(extract(isoyear from day) as integer) as iso_year,
    cast(extract(week from day) as integer) as iso_week,
    cast(extract(month from day) as integer) as month,
    cast(extract(quarter from day) as integer) as quarter,
    cast(extract(year from day) as integer) as year,
    cast(extract(isodow from day) as integer) as weekday,
    extract(isodow from day) >= 6 as is_weekend,
    case
        when extract(month from day) in (12, 1, 2) then 'Winter'
        when extract(month from day) in (3, 4, 5) then 'Spring'
        when extract(month from day) in (6, 7, 8) then 'Summer'
        else 'Autumn'
    end as season,
    cast(retail_year as integer) as retail_year,
    cast(
        quarters_before * 3 + case
            when retail_week - quarters_before * 13 <= 4 then 1
            when retail_week - quarters_before * 13 <= 9 then 2
            else 3
        end as integer
    ) as retail_month,
    cast(retail_week as integer) as retail_week,
    cast(date_trunc('month', day) as date) as month_start,
    cast(date_trunc('week', day) as date) as week_start
from quarters
