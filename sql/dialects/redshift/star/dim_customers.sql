-- Customers as they were and as they are, with the unknown one under key -1: one row per version.
-- reads: customer_days, customer_mentions, order_members
-- writes: dim_customers
-- params: none
with compared as (
    select
        source, id, day, is_deleted, segment, country, region, city, first_name, last_name, email, registration_date,
        birth_year, gender,
        lag(segment) over (partition by source, id order by day) as previous_segment,
        lag(country) over (partition by source, id order by day) as previous_country,
        lag(region) over (partition by source, id order by day) as previous_region,
        lag(city) over (partition by source, id order by day) as previous_city,
        lag(is_deleted) over (partition by source, id order by day) as previous_is_deleted,
        row_number() over (partition by source, id order by day) as place,
        lead(day) over (partition by source, id order by day) is null as is_latest
    from customer_days
),
versions as (
    select
        source, id, is_deleted, segment, country, region, city,
        case when place = 1 then date '0001-01-01' else day end as valid_from,
        coalesce(lead(day) over (partition by source, id order by day), date '9999-12-31') as valid_to
    from compared
    where place = 1
        or not coalesce(segment = previous_segment, segment is null and previous_segment is null)
        or not coalesce(country = previous_country, country is null and previous_country is null)
        or not coalesce(region = previous_region, region is null and previous_region is null)
        or not coalesce(city = previous_city, city is null and previous_city is null)
        or is_deleted <> previous_is_deleted
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
    strtol(substring(md5(source || '|' || customer_id || '|' || cast(valid_from as varchar(10))), 1, 15), 16)
        as customer_key,
    source, customer_id, segment, country, region, city, first_name, last_name, email, registration_date, birth_year,
    gender, current_segment, current_country, current_region, current_city,
    valid_from, valid_to, valid_to = date '9999-12-31' as is_current, is_deleted, is_inferred
from described
union all
select
    -1, '', '', null, null, null, null, null, null, null, null, null, null, null, null, null, null,
    date '0001-01-01', date '9999-12-31', true, false, false
