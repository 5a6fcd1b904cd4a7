-- The input that decides an order which more than one input delivers, -1 if none does: one row per source and order.
-- reads: stg_keys, inputs
-- writes: order_winners
-- params: none
with newest_snapshots as (
    select feed, max(business_date) as business_date
    from stg_keys
    where kind = 'snapshot' and table_name = 'orders'
    group by feed
),
-- Files of an appending feed only add lines, so they compete with nobody.
deliveries as (
    select
        keys.source,
        keys.id as order_id,
        keys._input,
        keys.input_rank,
        coalesce(keys.business_date < newest_snapshots.business_date, false) as is_outdated
    from stg_keys as keys
    left join newest_snapshots on newest_snapshots.feed = keys.feed
    where keys.table_name = 'orders' and keys.kind <> 'append'
),
contested as (
    select
        source,
        order_id,
        max(case when is_outdated then null else input_rank end) as input_rank
    from deliveries
    group by source, order_id
    having count(*) > 1 or max(case when is_outdated then 1 else 0 end) = 1
)
select
    contested.source,
    contested.order_id,
    coalesce(inputs._input, -1) as _input
from contested
left join inputs on inputs.input_rank = contested.input_rank
