-- Each of the newest 28 days has between a quarter and four times the lines of the eight same weekdays before it.
-- reads: star.fact_orders, star.dim_date
-- severity: warn
-- params: none
with daily as (
    select order_date, date_key, count(*) as lines
    from star.fact_orders
    group by order_date, date_key
),
compared as (
    select
        daily.order_date,
        daily.lines,
        sum(daily.lines) over (
            partition by dates.weekday order by daily.order_date rows between 8 preceding and 1 preceding
        ) as usual_lines,
        count(*) over (
            partition by dates.weekday order by daily.order_date rows between 8 preceding and 1 preceding
        ) as usual_days,
        max(daily.order_date) over () as newest
    from daily
    join star.dim_date as dates on dates.date_key = daily.date_key
)
select order_date, lines, cast(cast(usual_lines as double precision) / usual_days as decimal(18, 4)) as usual_lines
from compared
where order_date > newest - 28
    and usual_days >= 4
    and (lines * 4 * usual_days < usual_lines or lines * usual_days > usual_lines * 4)
