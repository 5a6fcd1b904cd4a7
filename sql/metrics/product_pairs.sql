-- The fifty pairs of products most often in one order, the rarer product first: one row per pair.
-- reads: selected_lines
-- writes: product_pairs
-- params: none
with baskets as (
    select distinct order_number, product
    from selected_lines
    where is_sale and is_merchandise
),

products as (
    select product, count(*) as orders
    from baskets
    group by product
),

pairs as (
    select a.product as product_a, b.product as product_b, count(*) as orders
    from baskets as a
    inner join baskets as b on a.order_number = b.order_number and a.product < b.product
    group by a.product, b.product
    having count(*) >= 2
    order by orders desc, product_a, product_b
    limit 50
),

measured as (
    select
        case when a.orders <= b.orders then p.product_a else p.product_b end as product_a,
        case when a.orders <= b.orders then p.product_b else p.product_a end as product_b,
        p.orders,
        least(a.orders, b.orders) as rarer,
        greatest(a.orders, b.orders) as commoner,
        (select count(distinct order_number) from baskets) as all_orders
    from pairs as p
    inner join products as a on p.product_a = a.product
    inner join products as b on p.product_b = b.product
)

select
    product_a,
    product_b,
    orders,
    cast(cast(orders as double) / all_orders as decimal(18, 4)) as support,
    cast(cast(orders as double) / rarer as decimal(18, 4)) as confidence,
    cast(cast(orders as double) * all_orders / (cast(rarer as double) * commoner) as decimal(18, 4)) as lift
from measured
order by orders desc, product_a, product_b
