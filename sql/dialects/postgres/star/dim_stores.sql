-- Stores as they are, with the unknown one under key -1: one row per store.
-- reads: stg_stores, order_members
-- writes: dim_stores
-- params: none
with given as (
    select
        store_id,
        (array_agg(store_name order by input_rank desc, _line desc) filter (where store_name is not null))[1] as store_name,
        (array_agg(region order by input_rank desc, _line desc) filter (where region is not null))[1] as region,
        (array_agg(country order by input_rank desc, _line desc) filter (where country is not null))[1] as country,
        (array_agg(opened_on order by input_rank desc, _line desc) filter (where opened_on is not null))[1] as opened_on,
        (array_agg(closed_on order by input_rank desc, _line desc) filter (where closed_on is not null))[1] as closed_on
    from stg_stores
    group by store_id
),
members as (
    select store_id from given
    union
    select id from order_members where table_name = 'stores'
)
select
    cast(cast('x0' || substr(md5('|' || members.store_id || '|0001-01-01'), 1, 15) as bit(64)) as bigint) as store_key,
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
