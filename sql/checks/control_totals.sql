-- The till's own totals equal the star's net sales, orders and units, per day and store.
-- reads: stg_controls, star.fact_orders, star.dim_stores
-- severity: error
-- params: none
with ranked as (
    select
        day,
        store_id is null as is_whole_day,
        coalesce(store_id, '') as store_id,
        net_sales, orders, units,
        row_number() over (partition by day, store_id order by input_rank desc, _line desc) as from_last
    from stg_controls
),
by_store as (
    select
        lines.order_date,
        stores.store_id,
        sum(lines.total_amount) as net_sales,
        count(distinct case when not lines.is_return then lines.source || '|' || lines.order_id end) as orders,
        sum(case when lines.is_return then 0 else lines.quantity end) as units
    from star.fact_orders as lines
    join star.dim_stores as stores on stores.store_key = lines.store_key
    where not lines.is_cancelled and lines.order_date in (select day from ranked)
    group by lines.order_date, stores.store_id
),
-- A control without a store is of the whole day; an order is of one store.
totals as (
    select order_date, false as is_whole_day, store_id, net_sales, orders, units
    from by_store
    union all
    select order_date, true, '', sum(net_sales), sum(orders), sum(units)
    from by_store
    group by order_date
),
compared as (
    select
        ranked.day, ranked.store_id, ranked.net_sales, ranked.orders, ranked.units,
        coalesce(totals.net_sales, 0) as star_net_sales,
        coalesce(totals.orders, 0) as star_orders,
        coalesce(totals.units, 0) as star_units
    from ranked
    left join totals
        on totals.order_date = ranked.day
        and totals.is_whole_day = ranked.is_whole_day
        and totals.store_id = ranked.store_id
    where ranked.from_last = 1
)
select day, store_id, net_sales, star_net_sales, orders, star_orders, units, star_units
from compared
where net_sales <> star_net_sales or orders <> star_orders or units <> star_units
