"""What sqlglot and sqlfluff say of every statement that is sent to Redshift. usage: second_opinion.py STATEMENTS

STATEMENTS has a statement a line. sqlfluff's redshift dialect must parse each whole; sqlglot must parse each as redshift
and give a statement of the same kind back. Both take more than Redshift does: this finds slips, and clears nothing."""
import sys

import sqlglot
from sqlfluff.core import Linter


def opinions(statement, linter):
    parsed = linter.parse_string(statement + ";\n")
    for violation in parsed.violations:
        yield f"sqlfluff: {violation.desc()}"
    tree = parsed.tree
    if tree is None or any(True for _ in tree.recursive_crawl("unparsable")):
        yield "sqlfluff: it cannot parse all of it"
    try:
        # sqlglot knows a sort key only as a list of columns.
        again = sqlglot.parse_one(statement.removesuffix(" sortkey auto"), read="redshift").sql(dialect="redshift")
        if again.split()[0].lower() != statement.split()[0].lower():
            yield f"sqlglot: it takes it for {again.split()[0]}"
    except sqlglot.errors.ParseError as error:
        yield f"sqlglot: {error.errors[0]['description']}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        statements = file.read().splitlines()
    linter = Linter(dialect="redshift")
    found = [(statement, opinion) for statement in statements for opinion in opinions(statement, linter)]
    for statement, opinion in found:
        print(f"{opinion}\n    {statement}")
    print(f"sqlglot and sqlfluff: {len(statements)} statements, {len(found)} doubts")
    return 1 if found or not statements else 0


if __name__ == "__main__":
    sys.exit(main())
