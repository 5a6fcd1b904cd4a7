-- No two versions of dim_products have the same key, or the same product and first day.
-- reads: star.dim_products
-- severity: error
-- params: none
select 'key' as which, cast(product_key as varchar(20)) as name, count(*) as versions
from star.dim_products
group by product_key
having count(*) > 1
union all
select 'id', source || '|' || product_id || '|' || cast(valid_from as varchar(10)), count(*)
from star.dim_products
group by source, product_id, valid_from
having count(*) > 1
