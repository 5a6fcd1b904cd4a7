-- The versions of each customer follow each other without gap or overlap, from 0001-01-01 to 9999-12-31.
-- reads: star.dim_customers
-- severity: error
-- params: none
with chained as (
    select
        source,
        customer_id,
        valid_from,
        valid_to,
        is_current,
        lag(valid_to) over (partition by source, customer_id order by valid_from) as previous_end,
        lead(valid_from) over (partition by source, customer_id order by valid_from) as next_start
    from star.dim_customers
)
select source, customer_id, valid_from, valid_to
from chained
where valid_from >= valid_to
    or valid_from <> coalesce(previous_end, date '0001-01-01')
    or valid_to <> coalesce(next_start, date '9999-12-31')
    or is_current <> (next_start is null)
