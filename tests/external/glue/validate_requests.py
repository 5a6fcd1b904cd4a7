"""Holds requests to Glue against botocore's model of it: members and their types, what is required, bounds, enums and
patterns, by a walk of its own, and then by botocore's validator. usage: validate_requests.py REQUESTS
REQUESTS has a line {"operation", "input"} for each."""
import json
import re
import sys

import botocore.session
from botocore.validate import ParamValidator

TYPES = {"string": str, "integer": int, "long": int, "boolean": bool, "double": (int, float), "float": (int, float),
         "timestamp": (int, float), "list": list, "map": dict, "structure": dict}


def expression(pattern):
    """A pattern of the model, which counts in UTF-16, for Python's re."""
    return re.compile(pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF"))


def bounds(shape, size, path):
    if "min" in shape and size < shape["min"]:
        yield f"{path}: {size} is less than {shape['min']}"
    if "max" in shape and size > shape["max"]:
        yield f"{path}: {size} is more than {shape['max']}"


def faults(shapes, name, value, path):
    shape = shapes[name]
    kind = shape["type"]
    if not isinstance(value, TYPES[kind]) or (kind != "boolean" and isinstance(value, bool)):
        yield f"{path}: {value!r} is no {kind}"
        return
    if kind in ("integer", "long"):
        yield from bounds(shape, value, path)
    elif kind == "string":
        yield from bounds(shape, len(value), path)
        if value not in shape.get("enum", [value]):
            yield f"{path}: {value!r} is none of {shape['enum']}"
        if "pattern" in shape and not expression(shape["pattern"]).fullmatch(value):
            yield f"{path}: {value!r} does not match {shape['pattern']}"
    elif kind == "list":
        yield from bounds(shape, len(value), path)
        for i, element in enumerate(value):
            yield from faults(shapes, shape["member"]["shape"], element, f"{path}[{i}]")
    elif kind == "map":
        yield from bounds(shape, len(value), path)
        for key, element in value.items():
            yield from faults(shapes, shape["key"]["shape"], key, f"{path}.{key} (key)")
            yield from faults(shapes, shape["value"]["shape"], element, f"{path}.{key}")
    elif kind == "structure":
        for member in shape.get("required", []):
            if member not in value:
                yield f"{path}: {member} is missing"
        for member, element in value.items():
            if member not in shape["members"]:
                yield f"{path}: {member} is unknown"
            else:
                yield from faults(shapes, shape["members"][member]["shape"], element, f"{path}.{member}")


def check_itself(judge):
    """The walk finds what is wrong."""
    table = {"Name": "t"}
    for operation, request, fault in [
        ("CreateTable", {"TableInput": table}, "DatabaseName is missing"),
        ("CreateTable", {"DatabaseName": "d", "TableInput": {}}, "Name is missing"),
        ("CreateTable", {"DatabaseName": "d", "TableInput": {**table, "Extra": 1}}, "Extra is unknown"),
        ("CreateTable", {"DatabaseName": "", "TableInput": table}, "0 is less than 1"),
        ("CreateTable", {"DatabaseName": "a\nb", "TableInput": table}, "does not match"),
        ("UpdateTable", {"DatabaseName": "d", "TableInput": table, "SkipArchive": "no"}, "is no boolean"),
        ("UpdateTable", {"DatabaseName": "d", "ViewUpdateAction": "BURN"}, "is none of"),
        ("BatchCreatePartition", {"DatabaseName": "d", "TableName": "t", "PartitionInputList": [{}] * 101},
         "101 is more than 100"),
    ]:
        found = judge(operation, request)
        if not any(fault in line for line in found):
            sys.exit(f"error: the walk does not see '{fault}' in {operation}: {found}")


def main():
    service = botocore.session.get_session().get_service_model("glue")
    model = botocore.session.get_session().get_component("data_loader").load_service_model("glue", "service-2")
    shapes = model["shapes"]

    def judge(operation, request):
        if operation not in model["operations"]:
            return [f"{operation}: is no operation of Glue's"]
        return list(faults(shapes, model["operations"][operation]["input"]["shape"], request, operation))

    check_itself(judge)
    counts, found = {}, []
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            sent = json.loads(line)
            counts[sent["operation"]] = counts.get(sent["operation"], 0) + 1
            found += judge(sent["operation"], sent["input"])
            report = ParamValidator().validate(sent["input"], service.operation_model(sent["operation"]).input_shape)
            if report.has_errors():
                found.append(f"{sent['operation']}: botocore: {report.generate_report()}")
    for line in found[:20]:
        print("error:", line)
    if not counts:
        sys.exit("error: no request was sent")
    print(f"{sum(counts.values())} requests to Glue fit its model:" if not found else f"{len(found)} faults:",
          ", ".join(f"{name} {n}" for name, n in sorted(counts.items())))
    sys.exit(1 if found else 0)


main()
