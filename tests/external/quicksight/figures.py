"""The calculated fields of a bundle against `till metrics get`: the data set's query over the published star, and the
fields over it, both in DuckDB; the query's dialect is read by sqlglot."""
import decimal
import json
import os
import subprocess

import duckdb
import expressions
import sqlglot

SPLITS = ("", "category", "weekend", "month", "season", "customer", "age_band")


def attach(connection, shop, schema):
    folder = os.path.join(shop, "lake", "processed", "_publications")
    newest = max(name for name in os.listdir(folder) if name.endswith(".json"))
    text = open(os.path.join(folder, newest), encoding="utf-8").read()
    content = json.loads(text)["content"]
    connection.execute(f'create schema "{schema}"')
    for table in content["tables"]:
        files = [os.path.join(shop, "lake", file["key"]) for file in table["files"]]
        connection.execute(f'create view "{schema}".{table["name"]} as select * from read_parquet({files})')


def answers(till, shop, measures, split, first):
    """{measure: {member: value}} as till gives it."""
    command = [till, "metrics", "get", *measures, "--json", "--project", shop, "--from", first]
    command += ["--by", split] if split else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = json.loads(done.stdout)["rows"]
    start = 1 if split else 0
    return {name: {row[0] if split else "": row[start + number] for row in rows} for number, name in enumerate(measures)}


def same(ours, theirs):
    if ours is None or theirs is None:
        # An empty sum is empty in QuickSight, and no row for nobody.
        return ours is None and (theirs is None or decimal.Decimal(str(theirs)) == 0)
    difference = abs(decimal.Decimal(str(ours)) - decimal.Decimal(str(theirs)))
    return difference <= decimal.Decimal("0.00011")


def compare(till, shop, files, dialect, schema, measures):
    """(how many figures were compared, those that differ). `measures` gives the measure by its field's name."""
    connection = duckdb.connect(config={"threads": 1})
    attach(connection, shop, schema)
    data_set = next(content for path, content in files.items() if path.startswith("dataset/"))
    sql = next(iter(data_set["physicalTableMap"].values()))["customSql"]
    query = sqlglot.transpile(sql["sqlQuery"], read=dialect, write="duckdb")[0]
    connection.execute(f"create table relation as {query}")
    found = connection.execute("select * from relation limit 0").description
    if [column[0] for column in found] != [column["name"] for column in sql["columns"]]:
        raise SystemExit(f"the query gives {found}")
    first = connection.execute("select min(day) + 200 from relation").fetchone()[0]
    compared, wrong = 0, []
    for split in SPLITS:
        shown = {name: measure["name"] for name, measure in measures.items()
                 if not (split and measure["by_customer"]) and not (split == "month" and measure["by_period"])}
        theirs = answers(till, shop, list(shown.values()), split, str(first)[:10])
        for name, measure in shown.items():
            ours = figures(connection, files, name, split, str(first)[:10])
            for member in {*ours, *theirs[measure]}:
                compared += 1
                mine, expected = ours.get(member), theirs[measure].get(member)
                if not same(mine, expected):
                    wrong.append(f"{name} by {split or 'nothing'} '{member}': {mine}, not {expected}")
    counted, unlike = compare_counts(connection, shop, files, str(first)[:10])
    periods, moved = compare_periods(connection, till, shop, files, measures)
    return compared + counted + periods, wrong + unlike + moved


def compare_periods(connection, till, shop, files, measures):
    """The tiles' figures of the days asked for and of as many before, over all lines: (how many, those that differ)."""
    definition = next(content for path, content in files.items() if path.startswith("analysis/"))["definition"]
    fields = {field["name"]: expressions.read(field["expression"]) for field in definition["calculatedFields"]}
    middle = str(connection.execute("select min(day) + 300 from relation").fetchone()[0])[:10]
    query, names, _ = prepared(connection, files, "0001-01-01")
    compared, wrong = 0, []
    for label in [name.removesuffix(", days before") for name in fields if name.endswith(", days before")]:
        for days in (0, 41):
            last = str(connection.execute(f"select date '{middle}' + {days}").fetchone()[0])[:10]
            done = subprocess.run([till, "metrics", "get", measures[label]["name"], "--json", "--project", shop, "--from",
                                   middle, "--to", last, "--compare", "previous_period"], capture_output=True, text=True,
                                  check=True)
            theirs = json.loads(done.stdout)["rows"][0]
            parameters = {"From": f"date '{middle}'", "To": f"date '{last}'"}
            for name, figure in zip((f"{label}, days asked for", f"{label}, days before"), theirs, strict=True):
                mine = connection.execute(
                    f"select {expressions.to_sql(fields[name], names, parameters)} from ({query})").fetchone()[0]
                compared += 1
                wrong += [] if same(mine, figure) else [f"{name}, {middle} to {last}: {mine}, not {figure}"]
    return compared, wrong


def prepared(connection, files, first):
    """The lines from a day on with the calculated fields of a line, as a query, and the SQL of all names in it."""
    definition = next(content for path, content in files.items() if path.startswith("analysis/"))["definition"]
    fields = {field["name"]: expressions.read(field["expression"]) for field in definition["calculatedFields"]}
    names = {column[0]: f'"{column[0]}"' for column in connection.execute("select * from relation limit 0").description}
    query = f"select * from relation where day >= date '{first}'"
    for field, tree in fields.items():
        if not expressions.aggregates(tree):
            sql = expressions.to_sql(tree, names, {"From": f"date '{first}'"})
            query = f'select *, {sql} as "{field}" from ({query})'
            names[field] = f'"{field}"'
    return query, names, fields


def figures(connection, files, name, split, first):
    query, names, fields = prepared(connection, files, first)
    value = expressions.to_sql(fields[name], names, {"From": f"date '{first}'"})
    key = f'cast("{split}" as varchar)' if split else "''"
    return dict(connection.execute(f"select {key}, {value} from ({query}) group by 1").fetchall())


def compare_counts(connection, shop, files, first):
    """The analyses that are counts, against sql/metrics: (how many figures, those that differ)."""
    attach(connection, shop, "star")
    texts = {}
    for name in ("lines", "order_frequency", "basket_size", "repeat_curve", "cohorts"):
        with open(f"sql/metrics/{name}.sql", encoding="utf-8") as file:
            texts[name] = "".join(line for line in file if not line.startswith("--"))
    connection.execute(f"create table lines as {texts['lines']}")
    connection.execute("create view first_orders as select customer_number, min(order_date) as first_order_date "
                       "from lines where is_sale group by customer_number")
    connection.execute("create view selected_lines as select lines.*, first_order_date from lines "
                       f"left join first_orders using (customer_number) where order_date >= date '{first}'")
    query, names, fields = prepared(connection, files, first)
    wrong, compared = [], 0
    for name, bucket, measure in (("order_frequency", "Orders of a customer", "Customers"),
                                  ("basket_size", "Items of an order", "Orders")):
        theirs = dict(connection.execute(texts[name]).fetchall())
        value = expressions.to_sql(fields[measure], names, {})
        ours = dict(connection.execute(
            f'select cast("{bucket}" as integer), {value} from ({query}) where "{bucket}" >= 1 group by 1').fetchall())
        compared += len(theirs)
        wrong += [] if ours == theirs else [f"{name}: {ours}, not {theirs}"]
    for name, theirs, by, field, condition in (
            ("repeat_curve", curve(connection, texts), '"Orders of a customer"', "Customers who got so far",
             '"Orders of a customer"'),
            ("cohorts", cohorts(connection, texts, first), """strftime(first_order_date, '%Y-%m-01'),
             cast("Months since the first order" as integer)""", "Customers who bought again", '"Customer of a cohort"')):
        value = expressions.to_sql(fields[field], names, {"From": f"date '{first}'"})
        rows = connection.execute(f"select {by}, {value} from ({query}) where {condition} >= 1 group by {by}").fetchall()
        ours = {tuple(row[:-1]): row[-1] for row in rows}
        compared += len(theirs)
        wrong += [f"{name} {key}: {ours.get(key)}, not {theirs.get(key)}" for key in {*ours, *theirs}
                  if key not in ours or key not in theirs or not same(round(ours[key], 4), theirs[key])]
    return compared, wrong


def curve(connection, texts):
    """The repeat curve by number of orders, less the numbers that no customer has just so many of: they have no bar."""
    rows = connection.execute(texts["repeat_curve"]).fetchall()
    reached = {row[0]: row[1] for row in rows}
    return {(row[0],): row[2] for row in rows if reached.get(row[0] + 1, 0) != row[1]}


def cohorts(connection, texts, first):
    rows = connection.execute(texts["cohorts"].replace("$period_from", f"'{first}'")).fetchall()
    return {(str(row[0]), row[1]): row[3] for row in rows}
