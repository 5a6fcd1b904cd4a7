-- Customers by the month of their first order who bought again later: one row per cohort and months since.
-- reads: selected_lines
-- writes: cohorts
-- params: period_from
with purchases as (
    select distinct
        customer_number,
        cast(date_trunc('month', first_order_date) as date) as cohort,
        (extract(year from order_date) - extract(year from first_order_date)) * 12
        + extract(month from order_date) - extract(month from first_order_date) as months_since
    from selected_lines
    where is_sale and customer_number is not null and first_order_date >= cast($period_from as date)
),

sizes as (
    select cohort, count(distinct customer_number) as customers
    from purchases
    group by cohort
)

select
    p.cohort,
    cast(p.months_since as integer) as months_since,
    count(*) as customers,
    cast(cast(count(*) as double precision) / s.customers as decimal(18, 4)) as share
from purchases as p
inner join sizes as s on p.cohort = s.cohort
group by p.cohort, p.months_since, s.customers
order by p.cohort, p.months_since
