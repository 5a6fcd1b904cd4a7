-- Customers as they were and as they are, with the unknown one under key -1: one row per version.
-- reads: customer_days, customer_mentions, order_members
-- writes: dim_customers
-- params: none
with tracked as (
    select
        source, id, day, is_deleted, segment, country, region, city, first_name, last_name, email, registration_date,
        birth_year, gender,
        row(segment, country, region, city, is_deleted) as state
    from customer_days
),
compared as (
    select
        source, id, day, is_deleted, segment, country, region, city, first_name, last_name, email, registration_date,
        birth_year, gender,
        state is distinct from lag(state) over chain as opens,
        row_number() over chain as place,
        lead(day) over chain is null as is_latest
    from tracked
    window chain as (partition by source, id order by day)
),
versions as (
    select
        source, id, is_deleted, segment, country, region, city,
        case when place = 1 then date '0001-01-01' else day end as valid_from,
        coalesce(lead(day) over (partition by source, id order by day), date '9999-12-31') as valid_to
    from compared
    where opens
),
members as (
    select source, id from versions
    union
    select source, id from customer_mentions
    union
    select source, id from order_members where table_name = 'customers'
),
described as (
    select
        members.source,
        members.id as customer_id,
        coalesce(versions.segment, mentions.segment) as segment,
        coalesce(versions.country, mentions.country) as country,
        coalesce(versions.region, mentions.region) as region,
        coalesce(versions.city, mentions.city) as city,
        coalesce(latest.first_name, mentions.first_name) as first_name,
        coalesce(latest.last_name, mentions.last_name) as last_name,
        coalesce(latest.email, mentions.email) as email,
        coalesce(latest.registration_date, mentions.registration_date) as registration_date,
        coalesce(latest.birth_year, mentions.birth_year) as birth_year,
        coalesce(latest.gender, mentions.gender) as gender,
        coalesce(latest.segment, mentions.segment) as current_segment,
        coalesce(latest.country, mentions.country) as current_country,
        coalesce(latest.region, mentions.region) as current_region,
        coalesce(latest.city, mentions.city) as current_city,
        coalesce(versions.valid_from, date '0001-01-01') as valid_from,
        coalesce(versions.valid_to, date '9999-12-31') as valid_to,
        coalesce(versions.is_deleted, false) as is_deleted,
        versions.id is null and mentions.id is null as is_inferred
    from members
    left join versions on versions.source = members.source and versions.id = members.id
    left join compared as latest
        on latest.source = members.source and latest.id = members.id and latest.is_latest
    left join customer_mentions as mentions on mentions.source = members.source and mentions.id = members.id
)
select
    cast(cast('x0' || substr(md5(source || '|' || customer_id || '|' || valid_from), 1, 15) as bit(64)) as bigint) as customer_key,
    source, customer_id, segment, country, region, city, first_name, last_name, email, registration_date, birth_year,
    gender, current_segment, current_country, current_region, current_city,
    valid_from, valid_to, valid_to = date '9999-12-31' as is_current, is_deleted, is_inferred
from described
union all
select
    -1, '', '', null, null, null, null, null, null, null, null, null, null, null, null, null, null,
    date '0001-01-01', date '9999-12-31', true, false, false
