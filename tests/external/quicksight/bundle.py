"""Reads an asset bundle and holds it against the service's model and against itself."""
import json
import re
import zipfile

from model import small
from references import dashboard_findings, data_set_findings, data_source_findings

# kind in the archive -> its Create operation, the member with its id
KINDS = {"datasource": ("CreateDataSourceRequest", "DataSourceId"),
         "dataset": ("CreateDataSetRequest", "DataSetId"),
         "theme": ("CreateThemeRequest", "ThemeId"),
         "analysis": ("CreateAnalysisRequest", "AnalysisId"),
         "dashboard": ("CreateDashboardRequest", "DashboardId")}


def load(path):
    """The files of a bundle by path, parsed."""
    with zipfile.ZipFile(path) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def findings(model, files):
    """What is wrong with the files of a bundle, as lines."""
    resources, found = {}, []
    for path, content in files.items():
        match = re.fullmatch(r"(\w+)/([\w-]+)\.json", path)
        if not match or match.group(1) not in KINDS:
            found.append(f"{path}: no folder and id of a resource")
            continue
        kind = match.group(1)
        shape, id_name = KINDS[kind]
        if content.get("resourceType") != kind:
            found.append(f"{path}: resourceType is not '{kind}'")
        if content.get(small(id_name)) != match.group(2):
            found.append(f"{path}: its id is not that of the file")
        request = {name: value for name, value in content.items() if name != "resourceType"}
        api = model.with_api_names(shape, request)
        api["AwsAccountId"] = "123456789012"
        found += model.findings(shape, api, path)
        resources.setdefault(kind, {})[match.group(2)] = api
    if found:  # what has not the right shape cannot be followed
        return found
    for kind, check in (("datasource", data_source_findings), ("dataset", data_set_findings),
                        ("analysis", dashboard_findings), ("dashboard", dashboard_findings)):
        for name, request in resources.get(kind, {}).items():
            found += [f"{kind}/{name}: {line}" for line in check(request, resources)]
    return found
