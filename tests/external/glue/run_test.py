"""The real program on a lake in S3 with catalog = "glue" and dashboards in QuickSight, all of moto's: what boto3 reads
there, what a second run sends, a new column, and services that are out of reach. usage: run_test.py TILL URL FOLDER"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse
import urllib.request

import boto3

TILL, URL, FOLDER = sys.argv[1:]
NOBODY = "http://127.0.0.1:9"
KEYS = {"AWS_ACCESS_KEY_ID": "tilltest", "AWS_SECRET_ACCESS_KEY": "tillsecret"}
TYPES = {"string": "string", "long": "bigint", "integer": "int"}
PROJECT = """
[project]
name = "shop"
timezone = "UTC"
[lake]
root = "s3://till-glue/lake"
catalog = "glue"
[aws]
region = "us-east-1"
[aws.endpoints]
s3 = "{url}"
glue = "{glue}"
quicksight = "{quicksight}"
[quicksight]
account = "123456789012"
[schedule]
retries = 0
[feeds.sales]
path = "raw/sales/dt={{date}}/sales.csv"
[feeds.sales.orders.columns]
order_id = "InvoiceNo"
product_id = "StockCode"
quantity = "Quantity"
unit_price = "UnitPrice"
customer_id = "CustomerID"
order_date = {{ path = "date" }}
[feeds.products]
path = "raw/products/{{date}}.csv"
[feeds.products.products.columns]
product_id = "StockCode"
product_name = "Description"
"""


def client(service):
    return boto3.client(service, endpoint_url=URL, region_name="us-east-1",
                        **{name.lower(): value for name, value in KEYS.items()})


S3, GLUE = client("s3"), client("glue")


def put(key, text):
    S3.put_object(Bucket="till-glue", Key="lake/" + key, Body=text.encode())


def recorder(verb):
    request = urllib.request.Request(f"{URL}/moto-api/recorder/{verb}-recording", method="POST")
    urllib.request.urlopen(request, timeout=10).read()


def requests():
    """What went to Glue while the recorder ran, as (operation, input), and the paths of what went to QuickSight."""
    sent, loads = [], []
    with open(os.environ["MOTO_RECORDER_FILEPATH"], encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            headers = {name.lower(): value for name, value in entry["headers"].items()}
            target = headers.get("x-amz-target", "")
            if target.startswith("AWSGlue."):
                sent.append((target.split(".")[1], json.loads(decoded(entry))))
            path = urllib.parse.urlparse(entry["url"]).path
            if path.startswith("/accounts/"):
                same("a load", (entry["method"], json.loads(decoded(entry))), ("PUT", {"IngestionType": "FULL_REFRESH"}))
                loads.append(path)
    return sent, loads


def decoded(entry):
    return base64.b64decode(entry["body"]) if entry["body_encoded"] else entry["body"]


def run(*options, glue=URL, quicksight=URL, expect=0):
    """A run of the DAG; gives what it asked of Glue, what of QuickSight, and what it said."""
    project = pathlib.Path(FOLDER) / "shop"
    project.mkdir(exist_ok=True)
    (project / "till.toml").write_text(PROJECT.format(url=URL, glue=glue, quicksight=quicksight), encoding="utf-8")
    recorder("reset")
    recorder("start")
    done = subprocess.run([TILL, "run", "--project", str(project), *options], env={**os.environ, **KEYS}, text=True,
                          capture_output=True, timeout=120, check=False)
    recorder("stop")
    if done.returncode != expect:
        sys.exit(f"error: till run ends with {done.returncode}, not {expect}\n{done.stdout}\n{done.stderr}")
    sent, loads = requests()
    with open(os.environ["TILL_GLUE_REQUESTS"], "a", encoding="utf-8") as file:
        for operation, request in sent:
            file.write(json.dumps({"operation": operation, "input": request}) + "\n")
    return [operation for operation, _ in sent], loads, done


def same(what, found, expected):
    if found != expected:
        sys.exit(f"error: {what}: found {found}, expected {expected}")


def said(text, outcome):
    done = outcome[-1]
    if text not in done.stdout + done.stderr:
        sys.exit(f"error: '{text}' is not said:\n{done.stdout}\n{done.stderr}")


def publications():
    listed = S3.list_objects_v2(Bucket="till-glue", Prefix="lake/processed/_publications/")["Contents"]
    names = (entry["Key"].rsplit("/", 1)[1].removesuffix(".json") for entry in listed)
    return sorted(int(name) for name in names if name.isdigit() and len(name) == 8)


def publication(number):
    key = f"lake/processed/_publications/{number:08}.json"
    return json.loads(S3.get_object(Bucket="till-glue", Key=key)["Body"].read())


def tables():
    return {table["Name"]: table for table in GLUE.get_tables(DatabaseName="shop")["TableList"]}


def delta_columns(table):
    """Name and type as Glue should have them, of the newest schema in the Delta log."""
    prefix = f"lake/processed/{table}/_delta_log/"
    schema = None
    for entry in S3.list_objects_v2(Bucket="till-glue", Prefix=prefix)["Contents"]:
        if not entry["Key"].endswith(".json"):
            continue
        for line in S3.get_object(Bucket="till-glue", Key=entry["Key"])["Body"].read().decode().splitlines():
            schema = json.loads(line).get("metaData", {}).get("schemaString", schema)
    return [(field["name"], TYPES.get(field["type"], field["type"])) for field in json.loads(schema)["fields"]]


def check_star(publication):
    for name, table in tables().items():
        if table["Parameters"]["till.layer"] != "processed":
            continue
        same(f"{name}'s columns", [(c["Name"], c["Type"]) for c in table["StorageDescriptor"]["Columns"]],
             delta_columns(name))
        same(f"{name}'s location", table["StorageDescriptor"]["Location"], f"s3://till-glue/lake/processed/{name}/")
        same(f"{name}'s marks", (table["TableType"], table["Parameters"]["table_type"],
                                 table["Parameters"]["spark.sql.sources.provider"],
                                 table["Parameters"]["till.publication"]),
             ("EXTERNAL_TABLE", "DELTA", "delta", str(publication)))


def main():
    S3.create_bucket(Bucket="till-glue")
    put("raw/sales/dt=2026-01-05/sales.csv",
        'InvoiceNo,StockCode,Quantity,UnitPrice,CustomerID\nA1,P1,2,"1.50",C1\nA1,P2,1,3.00,C1\n')
    put("raw/products/2026-01-05.csv", 'StockCode,Description\nP1,"Ball, red"\nP2,Rope\n')
    sent, loads, _ = run()
    same("first requests", sent[:2], ["GetTables", "CreateDatabase"])
    same("tables", sorted(tables()),
         ["dim_customers", "dim_date", "dim_products", "dim_stores", "fact_orders", "products", "sales"])
    check_star(1)
    sales = tables()["sales"]
    same("sales' columns", [(c["Name"], c["Type"]) for c in sales["StorageDescriptor"]["Columns"]],
         [(name, "string") for name in ["invoiceno", "stockcode", "quantity", "unitprice", "customerid"]])
    same("sales' comment", sales["StorageDescriptor"]["Columns"][0]["Comment"],
         "text under the header 'InvoiceNo', read as orders.order_id")
    same("sales' keys", [(c["Name"], c["Type"]) for c in sales["PartitionKeys"]], [("dt", "date")])
    partitions = GLUE.get_partitions(DatabaseName="shop", TableName="sales")["Partitions"]
    same("sales' partitions", [(p["Values"], p["StorageDescriptor"]["Location"]) for p in partitions],
         [(["2026-01-05"], "s3://till-glue/lake/raw/sales/dt=2026-01-05/")])

    load = "/accounts/123456789012/data-sets/till-shop-lines/ingestions/till-{}-{:.12}"
    same("loads of the first publication", loads, [load.format(1, publication(1)["content_hash"])])

    sent, again, _ = run()
    same("requests of a second run", sent, ["GetTables", "GetPartitions", "GetTables"])
    same("loads of a second run", again, loads)

    put("raw/sales/dt=2026-01-06/sales.csv",
        "InvoiceNo,StockCode,Quantity,UnitPrice,CustomerID,Till\nA2,P1,1,1.50,C2,3\n")
    said("cannot read the tables of Glue's database 'shop'", run(glue=NOBODY, expect=6))
    run("--to-task", "transform_to_dim_fact")
    said("publication 2 stands: cannot read the tables of Glue's database 'shop'",
         run("--from-task", "unload_to_processed", glue=NOBODY, expect=6))
    check_star(1)
    outcome = run(quicksight=NOBODY)
    check_star(2)
    said("cannot load QuickSight's data set 'till-shop-lines'", outcome)
    said("the next run starts it again", outcome)
    same("loads of the second publication", run()[1], [load.format(2, publication(2)["content_hash"])])
    same("publications", publications(), [1, 2])
    versions = GLUE.get_table_versions(DatabaseName="shop", TableName="sales")["TableVersions"]
    columns = {version["VersionId"]: len(version["Table"]["StorageDescriptor"]["Columns"]) for version in versions}
    same("columns by version", columns, {"1": 5, "2": 6})
    partitions = GLUE.get_partitions(DatabaseName="shop", TableName="sales")["Partitions"]
    same("days", sorted(partition["Values"][0] for partition in partitions), ["2026-01-05", "2026-01-06"])

    put("raw/sales/dt=2026-01-06/notes.txt", "not of the feed\n")
    run()
    sales = tables()["sales"]["StorageDescriptor"]
    same("sales' format with a file of nobody", sales["InputFormat"],
         "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat")
    for partition in GLUE.get_partitions(DatabaseName="shop", TableName="sales")["Partitions"]:
        day, location = partition["Values"][0], partition["StorageDescriptor"]["Location"]
        same("a list's place", location, f"s3://till-glue/lake/listings/sales/dt={day}/")
        listed = S3.get_object(Bucket="till-glue", Key=location.removeprefix("s3://till-glue/") + "files.txt")
        same("a list", listed["Body"].read().decode(), f"s3://till-glue/lake/raw/sales/dt={day}/sales.csv\n")
    same("requests of a run after it", run()[0], ["GetTables", "GetPartitions", "GetTables"])
    print("till run keeps Glue in step with the lake: 7 tables, 2 publications, a new column, each loaded once")


main()
