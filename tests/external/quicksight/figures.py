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


def answers(till, shop, measure, split, first):
    """{member: value} as till gives it."""
    command = [till, "metrics", "get", measure, "--json", "--project", shop, "--from", first]
    command += ["--by", split] if split else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {row[0] if split else "": row[-1] for row in json.loads(done.stdout)["rows"]}


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
    for name, measure in measures.items():
        for split in SPLITS:
            if split and measure["by_customer"] or split == "month" and measure["by_period"]:
                continue
            theirs = answers(till, shop, measure["name"], split, str(first)[:10])
            ours = figures(connection, files, name, split, str(first)[:10])
            for member in {*ours, *theirs}:
                compared += 1
                if not same(ours.get(member), theirs.get(member)):
                    wrong.append(f"{name} by {split or 'nothing'} '{member}': {ours.get(member)}, not {theirs.get(member)}")
    return compared, wrong


def figures(connection, files, name, split, first):
    definition = next(content for path, content in files.items() if path.startswith("analysis/"))["definition"]
    fields = {field["name"]: expressions.read(field["expression"]) for field in definition["calculatedFields"]}
    columns = {column[0]: f'"{column[0]}"' for column in connection.execute("select * from relation limit 0").description}
    parameters = {"From": f"date '{first}'"}
    rows = {field: expressions.to_sql(tree, columns, parameters) for field, tree in fields.items()
            if not expressions.aggregates(tree)}
    inner = ", ".join(["*", *(f'{sql} as "{field}"' for field, sql in rows.items())])
    names = columns | {field: f'"{field}"' for field in rows}
    value = expressions.to_sql(fields[name], names, parameters)
    key = f'cast("{split}" as varchar)' if split else "''"
    result = connection.execute(
        f"select {key}, {value} from (select {inner} from relation where day >= date '{first}') group by 1").fetchall()
    return dict(result)
