-- Stores as they are, with the unknown one under key -1: one row per store.
-- reads: stg_stores, order_members
-- writes: dim_stores
-- params: none
with given as (
    select
        store_id,
        arg_max(store_name, (input_rank, _line)) as store_name,
        arg_max(region, (input_rank, _line)) as region,
        arg_max(country, (input_rank, _line)) as country,
        arg_max(opened_on, (input_rank, _line)) as opened_on,
        arg_max(closed_on, (input_rank, _line)) as closed_on
    from stg_stores
    group by store_id
),
members as (
    select store_id from given
    union
    select id from order_members where table_name = 'stores'
)
select
    cast('0x' || substr(md5('|' || members.store_id || '|0001-01-01'), 1, 15) as bigint) as store_key,
    '' as source,
    members.store_id,
    given.store_name,
    given.region,
    given.country,
    given.opened_on,
    given.closed_on,
    given.store_id is null as is_inferred
from members
left join given on given.store_id = members.store_id
union all
select -1, '', '', null, null, null, null, null, false
