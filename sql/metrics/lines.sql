-- The lines that every measure is taken over, with names in place of keys: one row per order line not cancelled.
-- reads: star.fact_orders, star.dim_customers, star.dim_products, star.dim_stores, star.dim_date
-- writes: lines
-- params: none
with customers as (
    select
        customer_key, customer_id, segment, country, region, city, birth_year, gender,
        case when customer_key <> -1 then dense_rank() over (order by source, customer_id) end as customer_number,
        nullif(trim(concat(coalesce(first_name, ''), ' ', coalesce(last_name, ''))), '') as full_name
    from star.dim_customers
),

-- The first days of the weeks and months of the 4-5-4 calendar: a quarter has 13 weeks, its months start in its weeks
-- 1, 5 and 10, and weeks start on Sunday.
dates as (
    select
        date_key,
        season,
        day - weekday % 7 as retail_week_start,
        day - weekday % 7 - 7 * (
            retail_week - 1 - cast(floor((retail_month - 1) / 3.0) as integer) * 13
            - case (retail_month - 1) % 3 when 0 then 0 when 1 then 4 else 9 end
        ) as retail_month_start
    from star.dim_date
),

orders as (
    select source, order_id, row_number() over (order by source, order_id) as order_number
    from (select distinct source, order_id from star.fact_orders) as distinct_orders
),

products as (
    select
        product_key, product_id, category, current_category, sub_category, brand, cost, is_merchandise,
        dense_rank() over (order by product_id) as product_number,
        case
            when current_product_name is null then product_id
            else concat(current_product_name, ' (', product_id, ')')
        end as product
    from star.dim_products
)

select
    f.source, o.order_number, c.customer_number, p.product_number,
    not f.is_return as is_sale, f.quantity, f.total_amount,
    coalesce(f.discount, 0) as discount, coalesce(f.tax, 0) as tax, coalesce(f.shipping, 0) as shipping,
    coalesce(f.cost, p.cost) as unit_cost,
    f.order_date,
    cast(date_trunc('week', f.order_date) as date) as week_start,
    cast(date_trunc('month', f.order_date) as date) as month_start,
    cast(date_trunc('quarter', f.order_date) as date) as quarter_start,
    cast(date_trunc('year', f.order_date) as date) as year_start,
    d.retail_week_start, d.retail_month_start, d.season,
    cast(extract(month from f.order_date) as integer) as month_of_year,
    cast(extract(isodow from f.order_date) as integer) as weekday,
    f.order_hour,
    p.product, p.category, p.current_category, p.sub_category, p.brand, p.is_merchandise,
    case when c.full_name is null then c.customer_id else concat(c.full_name, ' (', c.customer_id, ')') end as customer,
    c.segment, c.gender, c.region, c.city,
    case
        when c.birth_year is null then null
        when extract(year from f.order_date) - c.birth_year < 18 then 'under 18'
        when extract(year from f.order_date) - c.birth_year < 25 then '18-24'
        when extract(year from f.order_date) - c.birth_year < 35 then '25-34'
        when extract(year from f.order_date) - c.birth_year < 45 then '35-44'
        when extract(year from f.order_date) - c.birth_year < 55 then '45-54'
        when extract(year from f.order_date) - c.birth_year < 65 then '55-64'
        else '65 and over'
    end as age_band,
    coalesce(f.country, c.country, s.country) as country,
    f.channel,
    coalesce(s.store_name, s.store_id) as store,
    f.promotion
from star.fact_orders as f
left join orders as o on f.source = o.source and f.order_id = o.order_id
left join customers as c on f.customer_key = c.customer_key
left join products as p on f.product_key = p.product_key
left join star.dim_stores as s on f.store_key = s.store_key
left join dates as d on f.date_key = d.date_key
where not f.is_cancelled
