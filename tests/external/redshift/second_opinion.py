"""What sqlglot and sqlfluff say of every statement that is sent to Redshift. usage: second_opinion.py STATEMENTS

STATEMENTS has statements, each ended by a zero byte. sqlfluff's redshift dialect must parse each whole; sqlglot must parse each as redshift
and give a statement of the same kind back. Both take more than Redshift does: this finds slips, and clears nothing."""
import logging
import sys

import sqlglot
from sqlfluff.core import Linter


# What sqlglot cannot read although Redshift documents it.
NOT_FOR_SQLGLOT = {"begin read only"}


def kind(statement):
    """The word that it begins with, after its comments."""
    lines = (line for line in statement.splitlines() if not line.startswith("--"))
    return " ".join(lines).split()[0].lower()


def opinions(statement, linter):
    parsed = linter.parse_string(statement + ";\n")
    for violation in parsed.violations:
        yield f"sqlfluff: {violation.desc()}"
    tree = parsed.tree
    if tree is None or any(True for _ in tree.recursive_crawl("unparsable")):
        yield "sqlfluff: it cannot parse all of it"
    if statement in NOT_FOR_SQLGLOT:
        return
    try:
        again = sqlglot.parse_one(statement, read="redshift").sql(dialect="redshift", comments=False)
        if kind(again) != kind(statement):
            yield f"sqlglot: it takes it for {kind(again)}"
    except sqlglot.errors.ParseError as error:
        yield f"sqlglot: {error.errors[0]['description']}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        statements = file.read().split("\0")[:-1]
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it says where it has no more than the first word
    linter = Linter(dialect="redshift")
    found = [(statement, opinion) for statement in statements for opinion in opinions(statement, linter)]
    for statement, opinion in found:
        print(f"{opinion}\n    {statement}")
    print(f"sqlglot and sqlfluff: {len(statements)} statements, {len(found)} doubts")
    return 1 if found or not statements else 0


if __name__ == "__main__":
    sys.exit(main())
