-- No two days of dim_date have the same key.
-- reads: star.dim_date
-- severity: error
-- params: none
select date_key, count(*) as days
from star.dim_date
group by date_key
having count(*) > 1
