-- No two stores have the same key or id.
-- reads: star.dim_stores
-- severity: error
-- params: none
select 'key' as which, cast(store_key as varchar(20)) as name, count(*) as stores
from star.dim_stores
group by store_key
having count(*) > 1
union all
select 'id', store_id, count(*)
from star.dim_stores
group by store_id
having count(*) > 1
