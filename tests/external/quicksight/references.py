"""What the service checks besides shapes: that a definition's references lead somewhere, and to the right type."""
import expressions

GRID = 36
NUMBERS = ("INTEGER", "DECIMAL")


def walk(value, path=""):
    yield path, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from walk(member, f"{path}.{name}")
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from walk(member, f"{path}[{number}]")


def all_named(value, name):
    """Every member called `name` at any depth."""
    return [one[name] for _, one in walk(value) if isinstance(one, dict) and name in one]


def repeated(names, what):
    seen = set()
    for name in names:
        if name in seen:
            yield f"{what} '{name}' comes twice"
        seen.add(name)


def id_of(arn, kind, resources):
    """The finding that an ARN leads to no resource of a kind in the bundle, or None."""
    parts = arn.split(":")
    named = parts[-1].split("/")
    if parts[:3] != ["arn", "aws", "quicksight"] or named[0] != kind or named[-1] not in resources.get(kind, {}):
        return f"'{arn}' is no {kind} of the bundle"
    return None


def only_one(value, what):
    if len(value) != 1:
        yield f"{what} has {len(value)} forms instead of one"


def data_source_findings(request, _resources):
    wanted = {"ATHENA": "AthenaParameters", "REDSHIFT": "RedshiftParameters"}.get(request["Type"])
    if list(request.get("DataSourceParameters", {})) != [wanted]:
        yield f"the parameters are not those of {request['Type']}"


def data_set_findings(request, resources):
    for table in request["PhysicalTableMap"].values():
        yield from only_one(table, "a table")
        sql = table["CustomSql"]
        if fact := id_of(sql["DataSourceArn"], "datasource", resources):
            yield fact
        yield from repeated([column["Name"].lower() for column in sql["Columns"]], "column")
        for column in sql["Columns"]:
            if "SubType" in column and column["Type"] != "DECIMAL":
                yield f"column '{column['Name']}' has a sub type and is no decimal"
            if f' as "{column["Name"]}"' not in sql["SqlQuery"]:
                yield f"the query gives no column '{column['Name']}'"


class Definition:
    """A definition with its columns, calculated fields, parameters and filters by name."""

    def __init__(self, definition, resources):
        self.definition = definition
        self.facts = []
        self.columns = {}  # (data set, column) -> type; "AGGREGATE" for a calculated aggregate
        for declared in definition["DataSetIdentifierDeclarations"]:
            if fact := id_of(declared["DataSetArn"], "dataset", resources):
                self.facts.append(fact)
                continue
            data_set = resources["dataset"][declared["DataSetArn"].split("/")[-1]]
            for table in data_set["PhysicalTableMap"].values():
                for column in table["CustomSql"]["Columns"]:
                    self.columns[declared["Identifier"], column["Name"]] = column["Type"]
        self.facts += repeated([one["Identifier"] for one in definition["DataSetIdentifierDeclarations"]], "data set")
        self.parameters = {}
        for declaration in definition.get("ParameterDeclarations", []):
            self.facts += only_one(declaration, "a parameter declaration")
            for kind, one in declaration.items():
                self.facts += repeated([*self.parameters, one["Name"]], "parameter")
                self.parameters[one["Name"]] = kind
        self._calculate()

    def _calculate(self):
        fields = self.definition.get("CalculatedFields", [])
        names = [column.lower() for _, column in self.columns] + [field["Name"].lower() for field in fields]
        self.facts += repeated(names, "column")
        waiting = {}
        for field in fields:
            try:
                waiting[field["DataSetIdentifier"], field["Name"]] = expressions.read(field["Expression"])
            except expressions.ExpressionError as error:
                self.facts.append(f"calculated field '{field['Name']}': {error}")
        while ready := [key for key, tree in waiting.items() if not self._unmet(key, tree, waiting)]:
            for key in ready:
                self._define(key, waiting.pop(key))
        for (_, name), tree in waiting.items():
            missing = {node[1] for node in expressions.walk(tree) if node[0] == "column"}
            self.facts.append(f"calculated field '{name}': one of {sorted(missing)} is no column, or they go in a circle")

    def _unmet(self, key, tree, waiting):
        return any((key[0], node[1]) not in self.columns for node in expressions.walk(tree) if node[0] == "column")

    def _define(self, key, tree):
        self.facts += [f"calculated field '{key[1]}': {fact}" for fact in expressions.call_findings(tree)]
        for node in expressions.walk(tree):
            if node[0] == "parameter" and node[1] not in self.parameters:
                self.facts.append(f"calculated field '{key[1]}': there is no parameter '{node[1]}'")
            inside = node[0] == "call" and expressions.is_aggregate(node[1])
            for child in (expressions.walk(node) if inside else ()):
                if child[0] == "column" and self.columns[key[0], child[1]] == "AGGREGATE":
                    self.facts.append(f"calculated field '{key[1]}': an aggregate stands in {node[1]}")
        self.columns[key] = "AGGREGATE" if expressions.aggregates(tree) else "DECIMAL"

    def column(self, identifier):
        return self.columns.get((identifier.get("DataSetIdentifier"), identifier["ColumnName"]))


def field_findings(visual_id, fields, known):
    """Fields of a visual's wells: unique, their columns there and of the type used."""
    wanted = {"DateDimensionField": ("DATETIME",), "CategoricalDimensionField": ("STRING",),
              "NumericalDimensionField": NUMBERS, "NumericalMeasureField": (*NUMBERS, "AGGREGATE")}
    for kind, field in fields:
        type_found = known.column(field["Column"])
        if type_found not in wanted.get(kind, ()):
            yield f"visual '{visual_id}': {kind} '{field['FieldId']}' is of {field['Column']} ({type_found})"
        if kind.endswith("MeasureField") and (type_found == "AGGREGATE") == ("AggregationFunction" in field):
            yield f"visual '{visual_id}': '{field['FieldId']}' is aggregated twice or not at all"


def visual_findings(visual, known):
    kind, body = next(iter(visual.items()))
    visual_id = body["VisualId"]
    configuration = body.get("ChartConfiguration", {})
    wells = configuration.get("FieldWells", {})
    fields = [(name, field) for _, one in walk(wells) if isinstance(one, dict) for name, field in one.items()
              if name.endswith("Field") and isinstance(field, dict)]
    ids = {field["FieldId"]: field for _, field in fields}
    if not any(name.endswith("MeasureField") for name, _ in fields):
        yield f"visual '{visual_id}' shows no measure"
    if kind not in ("KPIVisual", "TableVisual") and not any(name.endswith("DimensionField") for name, _ in fields):
        yield f"visual '{visual_id}' is split by nothing"
    if kind == "KPIVisual" and [len(wells.get(well, [])) > 1 for well in ("Values", "TargetValues")] != [False, False]:
        yield f"visual '{visual_id}' shows more than a value and what it is compared with"
    if kind != "KPIVisual" and len(wells) != 1:
        yield f"visual '{visual_id}' has {len(wells)} kinds of wells"
    yield from field_findings(visual_id, fields, known)
    rest = {name: value for name, value in configuration.items() if name != "FieldWells"}
    for field_id in all_named(rest, "FieldId"):
        if field_id not in ids:
            yield f"visual '{visual_id}': there is no field '{field_id}'"
    for one in all_named(rest, "SortBy"):
        if known.column(one) is None:
            yield f"visual '{visual_id}': it is sorted by {one}, which is no column"
    for one in all_named(rest, "FieldSort") + all_named(rest, "ColumnSort"):
        if "Direction" not in one:
            yield f"visual '{visual_id}': a sort has no direction"
    yield from hierarchy_findings(visual_id, body, fields, known)


def hierarchy_findings(visual_id, body, fields, known):
    declared = {}
    for hierarchy in body.get("ColumnHierarchies", []):
        yield from only_one(hierarchy, "a hierarchy")
        kind, one = next(iter(hierarchy.items()))
        declared[one["HierarchyId"]] = (kind, one)
        yield from repeated([column["ColumnName"] for column in one.get("Columns", [])], "hierarchy level")
        for column in one.get("Columns", []):
            if known.column(column) is None:
                yield f"visual '{visual_id}': hierarchy level {column} is no column"
    used = {field["HierarchyId"]: (kind, field) for kind, field in fields if "HierarchyId" in field}
    for name in set(declared) ^ set(used):
        yield f"visual '{visual_id}': hierarchy '{name}' is not both declared and used"
    for name in set(declared) & set(used):
        kind, one = declared[name]
        field_kind, field = used[name]
        if (kind == "DateTimeHierarchy") != (field_kind == "DateDimensionField"):
            yield f"visual '{visual_id}': hierarchy '{name}' is of another type than its field"
        if "Columns" in one and one["Columns"][0] != field["Column"]:
            yield f"visual '{visual_id}': hierarchy '{name}' does not begin with its field"


def layout_findings(sheet, visuals):
    for layout in sheet.get("Layouts", []):
        elements = layout["Configuration"]["GridLayout"]["Elements"]
        placed = [element["ElementId"] for element in elements]
        yield from repeated(placed, "layout element")
        for name in set(placed) ^ set(visuals):
            yield f"sheet '{sheet['SheetId']}': '{name}' is not both a visual and in the layout"
        cells = set()
        for element in elements:
            if element["ElementType"] != "VISUAL":
                yield f"'{element['ElementId']}' is no visual in the layout"
            left, top = element["ColumnIndex"], element["RowIndex"]
            own = {(x, y) for x in range(left, left + element["ColumnSpan"]) for y in range(top, top + element["RowSpan"])}
            if left + element["ColumnSpan"] > GRID or own & cells:
                yield f"'{element['ElementId']}' is over the edge, or over another"
            cells |= own


def control_findings(sheet, known, filters):
    placed = {"PARAMETER_CONTROL": [], "FILTER_CONTROL": []}
    for control in sheet.get("ParameterControls", []):
        yield from only_one(control, "a control")
        kind, one = next(iter(control.items()))
        placed["PARAMETER_CONTROL"].append(one["ParameterControlId"])
        declared = known.parameters.get(one["SourceParameterName"])
        if declared is None or (kind == "DateTimePicker") != (declared == "DateTimeParameterDeclaration"):
            yield f"control '{one['ParameterControlId']}': there is no such parameter '{one['SourceParameterName']}'"
    for control in sheet.get("FilterControls", []):
        yield from only_one(control, "a control")
        one = next(iter(control.values()))
        placed["FILTER_CONTROL"].append(one["FilterControlId"])
        source = filters.get(one["SourceFilterId"])
        if source is None or "DefaultFilterControlConfiguration" not in source:
            yield f"control '{one['FilterControlId']}': there is no such filter '{one['SourceFilterId']}'"
    for layout in sheet.get("SheetControlLayouts", []):
        elements = layout["Configuration"]["GridLayout"]["Elements"]
        for kind, names in placed.items():
            laid = [element["ElementId"] for element in elements if element["ElementType"] == kind]
            if sorted(laid) != sorted(names):
                yield f"sheet '{sheet['SheetId']}': the controls of type {kind} are not those in the layout"
        if any(element["ElementType"] not in placed for element in elements):
            yield f"sheet '{sheet['SheetId']}': something else is among the controls"
    yield from repeated(placed["PARAMETER_CONTROL"] + placed["FILTER_CONTROL"], "control")


def filter_findings(definition, known, filters):
    wanted = {"TimeRangeFilter": ("DATETIME",), "CategoryFilter": ("STRING",), "NumericEqualityFilter": NUMBERS,
              "NumericRangeFilter": NUMBERS}
    visuals = {sheet["SheetId"]: {next(iter(visual.values()))["VisualId"] for visual in sheet["Visuals"]}
               for sheet in definition["Sheets"]}
    for group in definition.get("FilterGroups", []):
        for one in group["Filters"]:
            yield from only_one(one, "a filter")
            kind, body = next(iter(one.items()))
            filters[body["FilterId"]] = body
            if known.column(body["Column"]) not in wanted.get(kind, ()):
                yield f"filter '{body['FilterId']}': {kind} of {body['Column']} ({known.column(body['Column'])})"
            for bound in ("RangeMinimumValue", "RangeMaximumValue"):
                name = body.get(bound, {}).get("Parameter")
                if bound in body and known.parameters.get(name) != "DateTimeParameterDeclaration":
                    yield f"filter '{body['FilterId']}': there is no such parameter '{name}'"
            for configuration in [body["Configuration"]] if "Configuration" in body else []:
                yield from only_one(configuration, f"filter '{body['FilterId']}'")
        scope = group["ScopeConfiguration"]
        yield from only_one(scope, f"the scope of '{group['FilterGroupId']}'")
        for sheet in scope.get("SelectedSheets", {}).get("SheetVisualScopingConfigurations", []):
            if sheet["SheetId"] not in visuals:
                yield f"filter group '{group['FilterGroupId']}': there is no sheet '{sheet['SheetId']}'"
            elif not set(sheet.get("VisualIds", [])) <= visuals[sheet["SheetId"]]:
                yield f"filter group '{group['FilterGroupId']}': there is no visual '{sheet['VisualIds']}'"
            if (sheet["Scope"] == "SELECTED_VISUALS") != bool(sheet.get("VisualIds")):
                yield f"filter group '{group['FilterGroupId']}': its scope and its visuals do not fit"


def dashboard_findings(request, resources):
    """Of an analysis or a dashboard."""
    definition = request["Definition"]
    known = Definition(definition, resources)
    yield from known.facts
    if fact := id_of(request.get("ThemeArn", ""), "theme", resources):
        yield fact
    filters = {}
    for sheet in definition["Sheets"]:
        for visual in sheet["Visuals"]:
            yield from only_one(visual, "a visual")
    yield from filter_findings(definition, known, filters)
    yield from repeated([group["FilterGroupId"] for group in definition.get("FilterGroups", [])], "filter group")
    yield from repeated(all_named(definition.get("FilterGroups", []), "FilterId"), "filter")
    yield from repeated([sheet["SheetId"] for sheet in definition["Sheets"]], "sheet")
    yield from repeated(all_named(definition, "VisualId"), "visual")
    yield from repeated(all_named(definition, "CustomActionId"), "action")
    fields = [field["FieldId"] for wells in all_named(definition, "FieldWells") for _, one in walk(wells)
              if isinstance(one, dict) for name, field in one.items() if name.endswith("Field") and isinstance(field, dict)]
    yield from repeated(fields, "field")
    for declared in all_named(definition, "DataSetIdentifier"):
        if declared not in [one["Identifier"] for one in definition["DataSetIdentifierDeclarations"]]:
            yield f"data set '{declared}' is not declared"
    for sheet in definition["Sheets"]:
        for visual in sheet["Visuals"]:
            yield from visual_findings(visual, known)
        yield from layout_findings(sheet, [next(iter(visual.values()))["VisualId"] for visual in sheet["Visuals"]])
        yield from control_findings(sheet, known, filters)
