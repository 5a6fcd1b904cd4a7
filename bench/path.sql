-- The path of bench/path.py as DuckDB SQL at its documented best: schemas given, no sniffing, zstd 1, Parquet v2, no
-- database file. {raw} and {out} are folders.
set threads = 2;
set preserve_insertion_order = false;
set TimeZone = 'Europe/London';

copy (
    select * from read_csv('{raw}/customers.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {
        'customer_id': 'varchar', 'first_name': 'varchar', 'last_name': 'varchar', 'email': 'varchar',
        'registration_date': 'date', 'segment': 'varchar', 'country': 'varchar', 'region': 'varchar',
        'city': 'varchar', 'birth_year': 'integer', 'gender': 'varchar', 'updated_at': 'timestamp'})
) to '{out}/stg_customers.parquet' (format parquet, compression zstd, compression_level 1, parquet_version v2);
copy (
    select * from read_csv('{raw}/products.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {
        'product_id': 'varchar', 'product_name': 'varchar', 'category': 'varchar', 'sub_category': 'varchar',
        'brand': 'varchar', 'price': 'decimal(18,4)', 'cost': 'decimal(18,4)', 'stock_quantity': 'decimal(18,4)'})
) to '{out}/stg_products.parquet' (format parquet, compression zstd, compression_level 1, parquet_version v2);
copy (
    select * from read_csv('{raw}/orders.csv', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {
        'order_id': 'varchar', 'line_number': 'integer', 'ordered_at': 'timestamp', 'customer_id': 'varchar',
        'product_id': 'varchar', 'quantity': 'decimal(18,4)', 'unit_price': 'decimal(18,4)', 'discount': 'decimal(18,4)',
        'tax': 'decimal(18,4)', 'shipping': 'decimal(18,4)', 'channel': 'varchar', 'store_id': 'varchar',
        'status': 'varchar', 'is_return': 'boolean', 'is_cancelled': 'boolean', 'original_order_id': 'varchar',
        'promotion': 'varchar'})
) to '{out}/stg_orders.parquet' (format parquet, compression zstd, compression_level 1, parquet_version v2);

copy (
    select cast('0x' || substr(md5('|' || customer_id || '|0001-01-01'), 1, 15) as bigint) as customer_key, *,
        date '0001-01-01' as valid_from, date '9999-12-31' as valid_to, true as is_current, false as is_inferred
    from '{out}/stg_customers.parquet'
    union all by name
    select -1 as customer_key, '' as customer_id, date '0001-01-01' as valid_from, date '9999-12-31' as valid_to,
        true as is_current, false as is_inferred
) to '{out}/dim_customers.parquet' (format parquet, compression zstd, compression_level 1, parquet_version v2);
copy (
    select cast('0x' || substr(md5('|' || product_id || '|0001-01-01'), 1, 15) as bigint) as product_key, *,
        date '0001-01-01' as valid_from, date '9999-12-31' as valid_to, true as is_current, false as is_inferred
    from '{out}/stg_products.parquet'
) to '{out}/dim_products.parquet' (format parquet, compression zstd, compression_level 1, parquet_version v2);
copy (
    select
        '' as source, o.order_id, o.line_number,
        cast(strftime(o.ordered_at, '%Y%m%d') as integer) as date_key,
        cast(o.ordered_at as date) as order_date,
        cast(extract(hour from o.ordered_at) as integer) as order_hour,
        cast(o.ordered_at as timestamptz) as ordered_at,
        coalesce(c.customer_key, -1) as customer_key,
        p.product_key, o.store_id, o.channel, o.status, o.promotion, o.quantity, o.unit_price, o.discount, o.tax,
        o.shipping,
        cast(cast(o.quantity * o.unit_price as decimal(18, 4)) - o.discount as decimal(18, 4)) as total_amount,
        o.is_return or o.quantity < 0 as is_return, o.is_cancelled, o.original_order_id,
        cast(date_trunc('month', o.ordered_at) as date) as order_month
    from '{out}/stg_orders.parquet' as o
    left join '{out}/dim_customers.parquet' as c on c.customer_id = o.customer_id
    left join '{out}/dim_products.parquet' as p on p.product_id = o.product_id
    order by order_date, order_id, line_number
) to '{out}/fact_orders' (format parquet, compression zstd, compression_level 1, parquet_version v2, partition_by (order_month));

select count(*), sum(total_amount), count(distinct order_id), sum(quantity), count(*) filter (where customer_key = -1)
from read_parquet('{out}/fact_orders/*/*.parquet');
