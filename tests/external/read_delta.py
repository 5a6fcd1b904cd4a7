"""Reads the published tables as others do, and compares rows and sums with the publication's own.
usage: read_delta.py PROJECT PUBLICATION.json (from `till publications show --json`)"""
import json
import sys
from decimal import Decimal

import deltalake
import polars


def measures(frame, sums):
    return len(frame), {column: frame[column].sum() for column in sums}


def main():
    project, publication = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
    wrong = 0
    for table in publication["tables"]:
        path = f"{project}/lake/processed/{table['table']}"
        expected = {column: Decimal(text) for column, text in table.get("sums", {}).items()}
        readers = {
            "deltalake": polars.from_arrow(deltalake.DeltaTable(path).to_pyarrow_table()),
            "polars": polars.read_delta(path),
            "polars lazy": polars.scan_delta(path).collect(),
        }
        for reader, frame in readers.items():
            rows, sums = measures(frame, expected)
            same = rows == table["rows"] and all((sums[c] or 0) == expected[c] for c in expected)
            wrong += not same
            print(f"{'ok  ' if same else 'FAIL'} {table['table']:15} {reader:12} {rows} rows {sums if not same else ''}")
    print(f"\n# pass {len(publication['tables']) * 3 - wrong}\n# fail {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
