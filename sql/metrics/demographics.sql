-- Who buys: one row per age band and gender.
-- reads: selected_lines
-- writes: demographics
-- params: none
with known as (
    select
        coalesce(age_band, '(none)') as age_band,
        coalesce(gender, '(none)') as gender,
        customer_number,
        is_sale,
        total_amount
    from selected_lines
    where customer_number is not null
)

select
    age_band,
    gender,
    count(distinct customer_number) filter (where is_sale) as customers,
    cast(sum(total_amount) as decimal(18, 4)) as revenue
from known
group by age_band, gender
order by
    case age_band when 'under 18' then '0' when '(none)' then '9' else age_band end,
    gender
