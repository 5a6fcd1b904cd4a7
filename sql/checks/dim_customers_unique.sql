-- No two versions of dim_customers have the same key, or the same customer and first day.
-- reads: star.dim_customers
-- severity: error
-- params: none
select 'key' as which, cast(customer_key as varchar(20)) as name, count(*) as versions
from star.dim_customers
group by customer_key
having count(*) > 1
union all
select 'id', source || '|' || customer_id || '|' || cast(valid_from as varchar(10)), count(*)
from star.dim_customers
group by source, customer_id, valid_from
having count(*) > 1
