"""Reads calculated fields: columns, parameters and functions, and what they mean as SQL of DuckDB.

Functions and what they take: Amazon QuickSight user guide, "Functions by category"."""
import re

AGGREGATES = {"sum": "sum", "avg": "avg", "min": "min", "max": "max", "count": "count", "median": "median",
              "distinct_count": "count"}
# name -> fewest and most arguments
FUNCTIONS = {"ifelse": (3, 99), "coalesce": (2, 99), "nullIf": (2, 2), "isNull": (1, 1), "isNotNull": (1, 1),
             "abs": (1, 1), "ceil": (1, 1), "floor": (1, 1), "round": (1, 2), "toLower": (1, 1), "toUpper": (1, 1),
             "trim": (1, 1), "concat": (2, 99), "decimalToInt": (1, 1), "minOver": (3, 3), "maxOver": (3, 3),
             "sumOver": (2, 3), "distinctCountOver": (3, 3), "runningSum": (2, 3), "extract": (2, 2), "dateDiff": (2, 2),
             "NOT": (1, 1), "addDateTime": (3, 3), "truncDate": (2, 2), "now": (0, 0)}
TOKEN = re.compile(r"\s*(?:(\{[^{}]*\})|(\$\{\w+\})|('[^']*')|(\d+(?:\.\d+)?)|(\w+)|(<>|<=|>=|[=<>+*/(),\[\]-]))")
OVER = {"minOver": "min({})", "maxOver": "max({})", "sumOver": "sum({})", "distinctCountOver": "count(distinct {})"}
LEVELS = ("PRE_FILTER", "PRE_AGG", "POST_AGG_FILTER")
PRECEDENCE = [("OR",), ("AND",), ("=", "<>", "<", "<=", ">", ">="), ("+", "-"), ("*", "/")]


class ExpressionError(Exception):
    pass


def tokens(text):
    at, found = 0, []
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if not match:
            raise ExpressionError(f"'{text[at:at + 20]}' is not understood")
        kind = ("column", "parameter", "text", "number", "word", "mark")[match.lastindex - 1]
        found.append((kind, match.group(match.lastindex)))
        at = match.end()
    return found


class Reader:
    """Recursive descent to a tree of tuples."""

    def __init__(self, text):
        self.tokens = tokens(text) + [("end", "")]
        self.at = 0

    def all(self):
        tree = self.level(0)
        if self.tokens[self.at][0] != "end":
            raise ExpressionError(f"'{self.tokens[self.at][1]}' is not understood")
        return tree

    def take(self, *texts):
        kind, text = self.tokens[self.at]
        if kind in ("word", "mark") and text in texts:
            self.at += 1
            return text
        return None

    def expect(self, text):
        if not self.take(text):
            raise ExpressionError(f"'{self.tokens[self.at][1] or 'the end'}' stands where '{text}' must")

    def level(self, number):
        if number == len(PRECEDENCE):
            return self.single()
        left = self.level(number + 1)
        while mark := self.take(*PRECEDENCE[number]):
            left = ("binary", mark, left, self.level(number + 1))
        return left

    def single(self):
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "mark" and text == "(":
            inner = self.level(0)
            self.expect(")")
            return inner
        if kind == "mark" and text == "[":
            columns = []
            while not self.take("]"):
                if columns:
                    self.expect(",")
                column = self.level(0)
                order = self.take("ASC", "DESC")
                columns.append(("sorted", order, column) if order else column)
            return ("list", columns)
        if kind == "word" and self.take("("):
            arguments = []
            if not self.take(")"):
                arguments.append(self.level(0))
                while self.take(","):
                    arguments.append(self.level(0))
                self.expect(")")
            return ("call", text, arguments)
        if kind == "word" and (text == "NULL" or text in LEVELS):
            return ("word", text)
        if kind in ("column", "parameter", "text", "number"):
            return (kind, text.strip("${}") if kind in ("column", "parameter") else text)
        raise ExpressionError(f"'{text or 'the end'}' is not understood")


def read(text):
    return Reader(text).all()


def walk(tree):
    yield tree
    if tree[0] == "binary":
        yield from walk(tree[2])
        yield from walk(tree[3])
    elif tree[0] == "sorted":
        yield from walk(tree[2])
    elif tree[0] == "call":
        for argument in tree[2]:
            yield from walk(argument)
    elif tree[0] == "list":
        for one in tree[1]:
            yield from walk(one)


def is_aggregate(name):
    return name in AGGREGATES or (name.endswith("If") and name[:-2] in AGGREGATES)


def aggregates(tree):
    return any(node[0] == "call" and is_aggregate(node[1]) for node in walk(tree))


def call_findings(tree):
    """Unknown functions, wrong numbers of arguments, aggregates in aggregates."""
    for node in walk(tree):
        if node[0] != "call":
            continue
        name, arguments = node[1], node[2]
        if is_aggregate(name):
            wanted = 2 if name.endswith("If") else 1
            if len(arguments) != wanted:
                yield f"{name} takes {wanted} arguments, not {len(arguments)}"
            if any(aggregates(argument) for argument in arguments):
                yield f"an aggregate stands in {name}"
            if arguments and arguments[0][0] != "column":
                yield f"{name} takes a field first"
        elif name not in FUNCTIONS:
            yield f"function '{name}' is not known"
        elif not FUNCTIONS[name][0] <= len(arguments) <= FUNCTIONS[name][1]:
            yield f"{name} does not take {len(arguments)} arguments"
        elif name in OVER:
            before = len(arguments) == 3  # else it is a table calculation
            if arguments[1][0] != "list" or (before and arguments[2] != ("word", "PRE_AGG")):
                yield f"{name} needs its partition in brackets, and PRE_AGG if anything"
            if aggregates(arguments[0]) == before:
                yield f"{name} takes an aggregate without PRE_AGG, and a field with it"
        elif name == "runningSum":
            if not aggregates(arguments[0]):
                yield "runningSum takes an aggregate"
            if arguments[1][0] != "list" or not arguments[1][1] or any(one[0] != "sorted" for one in arguments[1][1]):
                yield "runningSum needs its order in brackets"
        elif name == "extract" and arguments[0] not in (("text", "'YYYY'"), ("text", "'MM'")):
            yield "extract takes a part of a day"


def to_sql(tree, columns, parameters):
    """The tree as SQL of DuckDB; `columns` and `parameters` give SQL by name."""
    kind = tree[0]
    again = lambda node: to_sql(node, columns, parameters)
    if kind == "column":
        return columns[tree[1]]
    if kind == "parameter":
        return parameters[tree[1]]
    if kind in ("text", "number", "word"):
        return tree[1]
    if kind == "list":
        return ", ".join(again(one) for one in tree[1])
    if kind == "binary":
        return f"({again(tree[2])} {tree[1]} {again(tree[3])})"
    if kind == "sorted":
        return f"{again(tree[2])} {tree[1]}"
    name, arguments = tree[1], tree[2]
    values = [again(argument) for argument in arguments]
    if is_aggregate(name):
        base = name[:-2] if name not in AGGREGATES else name
        distinct = "distinct " if base == "distinct_count" else ""
        where = f" filter (where {values[1]})" if name not in AGGREGATES else ""
        return f"{AGGREGATES[base]}({distinct}{values[0]}){where}"
    if name == "ifelse":
        pairs = [f"when {values[i]} then {values[i + 1]}" for i in range(0, len(values) - 1, 2)]
        return f"(case {' '.join(pairs)} else {values[-1]} end)"
    if name in OVER:
        return f"{OVER[name].format(values[0])} over ({'partition by ' + values[1] if values[1] else ''})"
    if name == "runningSum":
        return f"sum({values[0]}) over (order by {values[1]})"
    if name == "dateDiff":
        return f"date_diff('day', {values[0]}, {values[1]})"
    if name == "extract":
        return f"extract({ {'YYYY': 'year', 'MM': 'month'}[arguments[0][1].strip(chr(39))] } from {values[1]})"
    plain = {"isNull": "({} is null)", "isNotNull": "({} is not null)", "NOT": "(not {})",
             "decimalToInt": "cast({} as bigint)"}
    if name in plain:
        return plain[name].format(values[0])
    return f"{name.lower().replace('tolower', 'lower').replace('toupper', 'upper')}({', '.join(values)})"
