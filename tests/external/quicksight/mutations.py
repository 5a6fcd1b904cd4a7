"""Damages a bundle in one place, by a seed. Each kind of damage is one that the service is documented to refuse; where
the place that a seed picks is harmless all the same (a name that is changed and nobody refers to), it counts as missed."""
import copy
import random

from model import small

# Shapes whose text is for people, or which the validator does not read.
FREE = {"ResourceName", "AnalysisName", "DashboardName", "ThemeName", "SheetName", "ShortPlainText", "SheetControlTitle",
        "SqlQuery", "CustomSqlName", "WorkGroup", "VisualCustomActionName", "Prefix", "String", "CustomLabel", "Host",
        "Database", "LimitedString"}


def leaves(model, shape_name, value, path=()):
    """(path, shape name, value) of everything in `value`, which has the names of a bundle."""
    yield path, shape_name, value
    shape = model.shapes[shape_name]
    if shape["type"] == "structure" and isinstance(value, dict):
        for name, member in shape["members"].items():
            if small(name) in value:
                yield from leaves(model, member["shape"], value[small(name)], (*path, small(name)))
    elif shape["type"] == "list":
        for number, member in enumerate(value):
            yield from leaves(model, shape["member"]["shape"], member, (*path, number))
    elif shape["type"] == "map":
        for name, member in value.items():
            yield from leaves(model, shape["value"]["shape"], member, (*path, name))


def at(value, path):
    for step in path:
        value = value[step]
    return value


class Mutator:
    def __init__(self, model, files, kinds):
        self.model, self.files = model, files
        self.places = [(path, spot, shape, value) for path, content in files.items()
                       for spot, shape, value in leaves(model, kinds[path.split("/")[0]][0], content) if spot]

    def mutate(self, seed):
        """A damaged copy, and in words what was done."""
        chance = random.Random(seed)
        kind = chance.choice([self.change_text, self.drop_required, self.rename_member, self.change_type,
                              self.out_of_bounds, self.repeat, self.drop_referred, self.damage_expression])
        files = copy.deepcopy(self.files)
        return files, kind(chance, files)

    def pick(self, chance, wanted):
        return chance.choice([place for place in self.places if wanted(place)])

    def change_text(self, chance, files):
        """One character of an id, an enum or a reference."""
        path, spot, shape, value = self.pick(
            chance, lambda place: isinstance(place[3], str) and place[2] not in FREE and place[2] != "CalculatedFieldExpression")
        index = chance.randrange(len(value))
        at(files[path], spot[:-1])[spot[-1]] = value[:index] + ("x" if value[index] != "x" else "y") + value[index + 1:]
        return f"{path} {spot}: one character of '{value}'"

    def drop_required(self, chance, files):
        path, spot, shape, value = self.pick(
            chance, lambda place: isinstance(place[3], dict) and self.model.shapes[place[2]].get("required"))
        names = [small(name) for name in self.model.shapes[shape]["required"] if small(name) in value]
        name = chance.choice(names)
        del at(files[path], spot)[name]
        return f"{path} {spot}: without '{name}'"

    def rename_member(self, chance, files):
        path, spot, shape, value = self.pick(
            chance, lambda place: isinstance(place[3], dict) and place[3] and self.model.shapes[place[2]]["type"] == "structure")
        name = chance.choice(sorted(value))
        parent = at(files[path], spot)
        parent[name + "s"] = parent.pop(name)
        return f"{path} {spot}: '{name}' as '{name}s'"

    def change_type(self, chance, files):
        path, spot, _, value = self.pick(chance, lambda place: not isinstance(place[3], (dict, list)))
        at(files[path], spot[:-1])[spot[-1]] = 7 if isinstance(value, (str, bool)) else "7"
        return f"{path} {spot}: another type"

    def out_of_bounds(self, chance, files):
        path, spot, shape, value = self.pick(
            chance, lambda place: isinstance(place[3], int) and not isinstance(place[3], bool)
            and "max" in self.model.shapes[place[2]])
        at(files[path], spot[:-1])[spot[-1]] = self.model.shapes[shape]["max"] + 1
        return f"{path} {spot}: beyond the bounds"

    def repeat(self, chance, files):
        lists = ("sheets", "visuals", "filterGroups", "parameterDeclarations", "calculatedFields", "columns", "elements",
                 "parameterControls", "filterControls", "values")
        path, spot, _, value = self.pick(
            chance, lambda place: isinstance(place[3], list) and place[3] and place[1][-1] in lists)
        at(files[path], spot).append(copy.deepcopy(chance.choice(value)))
        return f"{path} {spot}: one comes twice"

    def drop_referred(self, chance, files):
        lists = ("visuals", "parameterDeclarations", "calculatedFields", "columns", "elements", "filterControls",
                 "dataSetIdentifierDeclarations", "columnHierarchies")
        path, spot, _, value = self.pick(
            chance, lambda place: isinstance(place[3], list) and place[3] and place[1][-1] in lists)
        index = chance.randrange(len(value))
        del at(files[path], spot)[index]
        return f"{path} {spot}: without number {index}"

    def damage_expression(self, chance, files):
        path, spot, _, value = self.pick(chance, lambda place: place[2] == "CalculatedFieldExpression")
        damaged = chance.choice([value.replace("{", "{no_", 1), value.replace(")", "", 1), value.replace("(", "x(", 1),
                                 value + " 1", value.replace("(", "(, ", 1)])
        at(files[path], spot[:-1])[spot[-1]] = damaged
        return f"{path} {spot}: '{damaged}'"
