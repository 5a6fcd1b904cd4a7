-- No snapshot loses more than a fifth of the products of the one before it.
-- reads: stg_keys, inputs
-- severity: error
-- params: none
with presences as (
    select distinct feed, business_date, source, id
    from stg_keys
    where kind = 'snapshot' and table_name = 'products'
),
snapshots as (
    select feed, business_date, lead(business_date) over (partition by feed order by business_date) as next_date
    from (
        select distinct feed, business_date
        from inputs
        where kind = 'snapshot' and feed in (select feed from presences)
    ) as dates
)
select
    earlier.feed,
    snapshots.next_date as business_date,
    count(*) as before,
    count(*) - count(later.id) as lost
from presences as earlier
join snapshots on snapshots.feed = earlier.feed and snapshots.business_date = earlier.business_date
left join presences as later
    on later.feed = earlier.feed
    and later.business_date = snapshots.next_date
    and later.source = earlier.source
    and later.id = earlier.id
where snapshots.next_date is not null
group by earlier.feed, snapshots.next_date
having (count(*) - count(later.id)) * 5 > count(*)
