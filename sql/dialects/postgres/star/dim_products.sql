-- Products as they were and as they are, with the unknown one under key -1: one row per version.
-- reads: product_days, product_mentions, order_members
-- writes: dim_products
-- params: none
with tracked as (
    select
        source, id, day, is_deleted, product_name, category, sub_category, brand, price, cost, stock_quantity,
        is_merchandise,
        row(product_name, category, sub_category, brand, price, is_deleted) as state
    from product_days
),
compared as (
    select
        source, id, day, is_deleted, product_name, category, sub_category, brand, price, cost, stock_quantity,
        is_merchandise,
        state is distinct from lag(state) over chain as opens,
        row_number() over chain as place,
        lead(day) over chain is null as is_latest
    from tracked
    window chain as (partition by source, id order by day)
),
versions as (
    select
        source, id, is_deleted, product_name, category, sub_category, brand, price,
        case when place = 1 then date '0001-01-01' else day end as valid_from,
        coalesce(lead(day) over (partition by source, id order by day), date '9999-12-31') as valid_to
    from compared
    where opens
),
members as (
    select source, id from versions
    union
    select source, id from product_mentions
    union
    select source, id from order_members where table_name = 'products'
),
described as (
    select
        members.source,
        members.id as product_id,
        coalesce(versions.product_name, mentions.product_name) as product_name,
        coalesce(versions.category, mentions.category) as category,
        coalesce(versions.sub_category, mentions.sub_category) as sub_category,
        coalesce(versions.brand, mentions.brand) as brand,
        coalesce(versions.price, mentions.price) as price,
        coalesce(latest.cost, mentions.cost) as cost,
        coalesce(latest.stock_quantity, mentions.stock_quantity) as stock_quantity,
        coalesce(latest.is_merchandise, mentions.is_merchandise, true) as is_merchandise,
        coalesce(latest.product_name, mentions.product_name) as current_product_name,
        coalesce(latest.category, mentions.category) as current_category,
        coalesce(latest.sub_category, mentions.sub_category) as current_sub_category,
        coalesce(latest.brand, mentions.brand) as current_brand,
        coalesce(latest.price, mentions.price) as current_price,
        coalesce(versions.valid_from, date '0001-01-01') as valid_from,
        coalesce(versions.valid_to, date '9999-12-31') as valid_to,
        coalesce(versions.is_deleted, false) as is_deleted,
        versions.id is null and mentions.id is null as is_inferred
    from members
    left join versions on versions.source = members.source and versions.id = members.id
    left join compared as latest
        on latest.source = members.source and latest.id = members.id and latest.is_latest
    left join product_mentions as mentions on mentions.source = members.source and mentions.id = members.id
)
select
    cast(cast('x0' || substr(md5(source || '|' || product_id || '|' || valid_from), 1, 15) as bit(64)) as bigint) as product_key,
    source, product_id, product_name, category, sub_category, brand, price, cost, stock_quantity, is_merchandise,
    current_product_name, current_category, current_sub_category, current_brand, current_price,
    valid_from, valid_to, valid_to = date '9999-12-31' as is_current, is_deleted, is_inferred
from described
union all
select
    -1, '', '', null, null, null, null, null, null, null, true, null, null, null, null, null,
    date '0001-01-01', date '9999-12-31', true, false, false
