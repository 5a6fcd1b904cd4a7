-- Stores as they are, with the unknown one under key -1: one row per store.
-- reads: stg_stores, order_members
-- writes: dim_stores
-- params: none
with numbered as (
    select
        store_id, store_name, region, country, opened_on, closed_on,
        row_number() over (partition by store_id order by input_rank, _line) as place
    from stg_stores
),
last_said as (
    select
        store_id, place,
        store_name, region, country, opened_on, closed_on,
        max(case when store_name is not null then place end) over (partition by store_id) as store_name_place,
        max(case when region is not null then place end) over (partition by store_id) as region_place,
        max(case when country is not null then place end) over (partition by store_id) as country_place,
        max(case when opened_on is not null then place end) over (partition by store_id) as opened_on_place,
        max(case when closed_on is not null then place end) over (partition by store_id) as closed_on_place
    from numbered
),
given as (
    select
        store_id,
        max(case when place = store_name_place then store_name end) as store_name,
        max(case when place = region_place then region end) as region,
        max(case when place = country_place then country end) as country,
        max(case when place = opened_on_place then opened_on end) as opened_on,
        max(case when place = closed_on_place then closed_on end) as closed_on
    from last_said
    group by store_id
),
members as (
    select store_id from given
    union
    select id from order_members where table_name = 'stores'
)
select
    strtol(substring(md5('|' || members.store_id || '|0001-01-01'), 1, 15), 16) as store_key,
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
