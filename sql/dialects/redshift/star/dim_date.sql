-- All days of all years from the first to the last order date: one row per day.
-- The 4-5-4 calendar is the National Retail Federation's: a retail year starts on the Sunday nearest to 1 February,
-- a quarter has months of 4, 5 and 4 weeks, and a 53rd week belongs to the last month.
-- reads: order_days
-- writes: dim_date
-- params: none
with digits as (
    select 0 as digit union all select 1 union all select 2 union all select 3 union all select 4
    union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
),
numbers as (
    select a.digit + 10 * b.digit + 100 * c.digit as number
    from digits as a cross join digits as b cross join digits as c
),
ends as (
    select
        cast(date_trunc('year', min(order_date)) as date) as first_day,
        cast(date_trunc('year', cast(date_trunc('year', max(order_date)) as date) + 366) as date) as end_day
    from order_days
),
days as (
    select ends.first_day + (1000 * thousands.number + ones.number) as day
    from ends
    join numbers as thousands on 1000 * thousands.number < ends.end_day - ends.first_day
    join numbers as ones on 1000 * thousands.number + ones.number < ends.end_day - ends.first_day
),
parts as (
    select
        day,
        cast(extract(year from day) as integer) as year,
        cast(extract(month from day) as integer) as month,
        (cast(extract(dow from day) as integer) + 6) % 7 + 1 as weekday,
        cast(date_trunc('year', day) as date) + 34 as this_fourth,
        cast(date_trunc('year', cast(date_trunc('year', day) as date) - 1) as date) + 34 as last_fourth
    from days
),
-- An ISO week is of the year of its Thursday. The Sunday nearest to 1 February is the last one up to 4 February.
opened as (
    select
        day, year, month, weekday,
        day - weekday + 4 as thursday,
        this_fourth - cast(extract(dow from this_fourth) as integer) as this_start,
        last_fourth - cast(extract(dow from last_fourth) as integer) as last_start
    from parts
),
retail as (
    select
        day, year, month, weekday, thursday,
        case when day >= this_start then year else year - 1 end as retail_year,
        case when day >= this_start then day - this_start else day - last_start end / 7 + 1 as retail_week
    from opened
),
quarters as (
    select
        day, year, month, weekday, thursday, retail_year, retail_week,
        least((retail_week - 1) / 13, 3) as quarters_before
    from retail
)
select
    year * 10000 + month * 100 + cast(extract(day from day) as integer) as date_key,
    day,
    cast(extract(year from thursday) as integer) as iso_year,
    (thursday - cast(date_trunc('year', thursday) as date)) / 7 + 1 as iso_week,
    month, (month + 2) / 3 as quarter, year, weekday, weekday >= 6 as is_weekend,
    case
        when month in (12, 1, 2) then 'Winter'
        when month in (3, 4, 5) then 'Spring'
        when month in (6, 7, 8) then 'Summer'
        else 'Autumn'
    end as season,
    retail_year,
    quarters_before * 3 + case
        when retail_week - quarters_before * 13 <= 4 then 1
        when retail_week - quarters_before * 13 <= 9 then 2
        else 3
    end as retail_month,
    retail_week,
    cast(date_trunc('month', day) as date) as month_start,
    day - weekday + 1 as week_start
from quarters
