-- The fifty pairs of products most often in one order, the rarer product first: one row per pair.
-- reads: selected_lines
-- writes: product_pairs
-- params: none
with baskets as (
    select distinct order_number, product_number
    from selected_lines
    where is_sale and is_merchandise
),

products as (
    select product_number, count(*) as orders
    from baskets
    group by product_number
),

names as (
    select product_number, max(product) as product
    from selected_lines
    group by product_number
),

pairs as (
    select a.product_number as number_a, b.product_number as number_b, count(*) as orders
    from baskets as a
    inner join baskets as b on a.order_number = b.order_number and a.product_number < b.product_number
    group by a.product_number, b.product_number
    having count(*) >= 2
    order by orders desc, number_a, number_b
    limit 50
),

measured as (
    select
        case when a.orders <= b.orders then na.product else nb.product end as product_a,
        case when a.orders <= b.orders then nb.product else na.product end as product_b,
        p.orders,
        least(a.orders, b.orders) as rarer,
        greatest(a.orders, b.orders) as commoner,
        (select count(distinct order_number) from baskets) as all_orders
    from pairs as p
    inner join products as a on p.number_a = a.product_number
    inner join products as b on p.number_b = b.product_number
    inner join names as na on p.number_a = na.product_number
    inner join names as nb on p.number_b = nb.product_number
)

select
    product_a,
    product_b,
    orders,
    cast(cast(orders as double precision) / all_orders as decimal(18, 4)) as support,
    cast(cast(orders as double precision) / rarer as decimal(18, 4)) as confidence,
    cast(cast(orders as double precision) * all_orders / (cast(rarer as double precision) * commoner) as decimal(18, 4)) as lift
from measured
order by orders desc, product_a, product_b
