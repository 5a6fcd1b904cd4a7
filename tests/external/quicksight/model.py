"""Holds values against the shapes of the service's model, as botocore carries it: members, required members, enums,
patterns, bounds and types. ParamValidator of botocore checks neither enums nor patterns."""
import gzip
import json
import os
import re

import botocore


class Model:
    def __init__(self):
        folder = os.path.join(os.path.dirname(botocore.__file__), "data", "quicksight", "2018-04-01")
        with gzip.open(os.path.join(folder, "service-2.json.gz")) as file:
            model = json.load(file)
        self.shapes, self._operations = model["shapes"], model["operations"]
        self._patterns = {}

    def operation(self, name):
        """{"http": {"method", "requestUri"}, "input", …}"""
        return self._operations[name]

    def findings(self, shape_name, value, path):
        """What is wrong with `value` as a `shape_name`, as lines "<path>: <fact>"."""
        shape = self.shapes[shape_name]
        kind = shape["type"]
        check = getattr(self, "_" + kind, None)
        if check is None:
            yield f"{path}: the validator knows no type {kind}"
            return
        yield from check(shape, value, path)

    def _structure(self, shape, value, path):
        if not isinstance(value, dict):
            yield f"{path}: it is no object"
            return
        for name in shape.get("required", []):
            if name not in value:
                yield f"{path}: member '{name}' is missing"
        for name, member in value.items():
            if name not in shape["members"]:
                yield f"{path}: member '{name}' is not known"
            else:
                yield from self.findings(shape["members"][name]["shape"], member, f"{path}.{name}")

    def _list(self, shape, value, path):
        if not isinstance(value, list):
            yield f"{path}: it is no list"
            return
        yield from self._bounds(shape, len(value), path, "members")
        for number, member in enumerate(value):
            yield from self.findings(shape["member"]["shape"], member, f"{path}[{number}]")

    def _map(self, shape, value, path):
        if not isinstance(value, dict):
            yield f"{path}: it is no object"
            return
        yield from self._bounds(shape, len(value), path, "members")
        for name, member in value.items():
            yield from self.findings(shape["key"]["shape"], name, f"{path} key '{name}'")
            yield from self.findings(shape["value"]["shape"], member, f"{path}.{name}")

    def _string(self, shape, value, path):
        if not isinstance(value, str):
            yield f"{path}: it is no text"
            return
        yield from self._bounds(shape, len(value), path, "characters")
        if "enum" in shape and value not in shape["enum"]:
            yield f"{path}: '{value}' is none of its values"
        if "pattern" in shape and not self._pattern(shape["pattern"]).fullmatch(value):
            yield f"{path}: '{value[:60]}' does not match {shape['pattern']}"

    def _pattern(self, text):
        if text not in self._patterns:
            self._patterns[text] = re.compile(text.replace("\\p{L}", "[^\\W\\d_]").replace("\\p{N}", "\\d"))
        return self._patterns[text]

    def _integer(self, shape, value, path):
        if isinstance(value, bool) or not isinstance(value, int):
            yield f"{path}: it is no whole number"
            return
        yield from self._bounds(shape, value, path, "")

    _long = _integer

    def _double(self, shape, value, path):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"{path}: it is no number"
            return
        yield from self._bounds(shape, value, path, "")

    _float = _double

    def _boolean(self, shape, value, path):
        if not isinstance(value, bool):
            yield f"{path}: it is neither true nor false"

    def _timestamp(self, shape, value, path):
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            yield f"{path}: it is no time"

    @staticmethod
    def _bounds(shape, size, path, unit):
        if "min" in shape and size < shape["min"]:
            yield f"{path}: {size} {unit} are fewer than {shape['min']}"
        if "max" in shape and size > shape["max"]:
            yield f"{path}: {size} {unit} are more than {shape['max']}"

    def with_api_names(self, shape_name, value):
        """`value` of an asset bundle, whose member names begin with small letters, with the names of the shape."""
        shape = self.shapes[shape_name]
        if shape["type"] == "structure" and isinstance(value, dict):
            names = {small(name): name for name in shape["members"]}
            return {names.get(name, name): self.with_api_names(shape["members"][names[name]]["shape"], member)
                    if name in names else member for name, member in value.items()}
        if shape["type"] == "list" and isinstance(value, list):
            return [self.with_api_names(shape["member"]["shape"], member) for member in value]
        if shape["type"] == "map" and isinstance(value, dict):
            return {name: self.with_api_names(shape["value"]["shape"], member) for name, member in value.items()}
        return value


def small(name):
    """A member's name in a bundle: all capitals that it begins with are small."""
    capitals = re.match(r"[A-Z]+", name)
    return name if capitals is None else capitals.group().lower() + name[capitals.end():]
