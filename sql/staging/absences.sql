-- Days on which an id first is missing from its feed's snapshots: one row per source table, feed, id and day.
-- reads: stg_keys, inputs
-- writes: absences
-- params: none
with presences as (
    select distinct table_name, feed, source, id, business_date
    from stg_keys
    where kind = 'snapshot' and table_name <> 'orders'
),
tables as (
    select distinct table_name, feed, source
    from presences
),
-- A day's snapshot closes ids only if each of its files may.
snapshots as (
    select
        tables.table_name,
        tables.feed,
        inputs.business_date,
        max(inputs.input_rank) as input_rank,
        min(case when inputs.deletes then 1 else 0 end) as deletes
    from inputs
    join tables on tables.feed = inputs.feed
    where inputs.kind = 'snapshot'
    group by tables.table_name, tables.feed, inputs.business_date
),
followed as (
    select
        table_name,
        feed,
        business_date,
        min(case when deletes = 1 then business_date end) over (
            partition by table_name, feed
            order by business_date
            rows between 1 following and unbounded following
        ) as closing_date
    from snapshots
),
stays as (
    select
        table_name,
        feed,
        source,
        id,
        business_date,
        lead(business_date) over (partition by table_name, feed, source, id order by business_date) as returns_on
    from presences
)
select
    stays.table_name,
    stays.feed,
    stays.source,
    stays.id,
    followed.closing_date as absent_on,
    snapshots.input_rank
from stays
join followed
    on followed.table_name = stays.table_name
    and followed.feed = stays.feed
    and followed.business_date = stays.business_date
join snapshots
    on snapshots.table_name = stays.table_name
    and snapshots.feed = stays.feed
    and snapshots.business_date = followed.closing_date
where stays.returns_on is null or stays.returns_on > followed.closing_date
