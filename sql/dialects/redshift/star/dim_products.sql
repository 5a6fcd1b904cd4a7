-- Products as they were and as they are, with the unknown one under key -1: one row per version.
-- reads: product_days, product_mentions, order_members
-- writes: dim_products
-- params: none
with compared as (
    select
        source, id, day, is_deleted, product_name, category, sub_category, brand, price, cost, stock_quantity,
        is_merchandise,
        lag(product_name) over (partition by source, id order by day) as previous_product_name,
        lag(category) over (partition by source, id order by day) as previous_category,
        lag(sub_category) over (partition by source, id order by day) as previous_sub_category,
        lag(brand) over (partition by source, id order by day) as previous_brand,
        lag(price) over (partition by source, id order by day) as previous_price,
        lag(is_deleted) over (partition by source, id order by day) as previous_is_deleted,
        row_number() over (partition by source, id order by day) as place,
        lead(day) over (partition by source, id order by day) is null as is_latest
    from product_days
),
versions as (
    select
        source, id, is_deleted, product_name, category, sub_category, brand, price,
        case when place = 1 then date '0001-01-01' else day end as valid_from,
        coalesce(lead(day) over (partition by source, id order by day), date '9999-12-31') as valid_to
    from compared
    where place = 1
        or not coalesce(product_name = previous_product_name, product_name is null and previous_product_name is null)
        or not coalesce(category = previous_category, category is null and previous_category is null)
        or not coalesce(sub_category = previous_sub_category, sub_category is null and previous_sub_category is null)
        or not coalesce(brand = previous_brand, brand is null and previous_brand is null)
        or not coalesce(price = previous_price, price is null and previous_price is null)
        or is_deleted <> previous_is_deleted
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
    strtol(substring(md5(source || '|' || product_id || '|' || cast(valid_from as varchar(10))), 1, 15), 16)
        as product_key,
    source, product_id, product_name, category, sub_category, brand, price, cost, stock_quantity, is_merchandise,
    current_product_name, current_category, current_sub_category, current_brand, current_price,
    valid_from, valid_to, valid_to = date '9999-12-31' as is_current, is_deleted, is_inferred
from described
union all
select
    -1, '', '', null, null, null, null, null, null, null, true, null, null, null, null, null,
    date '0001-01-01', date '9999-12-31', true, false, false
