"""The QuickSight bundle of a project: no finding, nearly all damage found, and the figures those of till.
usage: check.py TILL SHOP REQUESTS"""
import json
import os
import re
import subprocess
import sys

import bundle
import figures
from model import Model
from mutations import Mutator

SEEDS = 200
LEAST_CAUGHT = 0.95


def by_label(files):
    """The measures by the names of their fields, from the definitions in the repository."""
    import tomllib
    with open("metrics/measures.toml", "rb") as file:
        defined = tomllib.load(file)["measures"]
    made = {field["name"]: field["expression"]
            for field in next(content for path, content in files.items() if path.startswith("analysis/"))["definition"]["calculatedFields"]}
    measures = {}
    for name, measure in defined.items():
        for label in (measure["label"], measure["label"] + ", total"):
            if label in made:
                text = measure.get("sql", "")
                measures[label] = {"name": name, "by_period": "period_start" in text, "by_customer": "lowest_order_number" in text}
    return measures


def deploy(till, shop, source):
    toml = os.path.join(shop, "till.toml")
    text = open(toml, encoding="utf-8").read().split("\n# quicksight\n")[0]
    with open(toml, "w", encoding="utf-8") as file:
        file.write(text + '\n# quicksight\n[aws]\nregion = "eu-west-1"\n[quicksight]\naccount = "123456789012"\n'
                   f'owner = "arn:aws:quicksight:eu-west-1:123456789012:user/default/ann"\nsource = "{source}"\n')
    out = os.path.join(shop, "aws-" + source)
    subprocess.run([till, "deploy", "aws", "--quiet", "--project", shop, "--out", out], check=True)
    return out


def check_import_job(model, out):
    with open(os.path.join(out, "import-job.json"), encoding="utf-8") as file:
        return list(model.findings("StartAssetBundleImportJobRequest", json.load(file), "import-job.json"))


def check_ingestions(model, path):
    """(how many requests were sent, what is wrong with them): each {"method","target","body"} as the operation has it."""
    operation = model.operation("CreateIngestion")
    uri = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation["http"]["requestUri"])
    count, found = 0, []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            sent = json.loads(line)
            count += 1
            match = re.fullmatch(uri, sent["target"])
            if not match or sent["method"] != operation["http"]["method"]:
                found.append(f"{sent['method']} {sent['target']} is no CreateIngestion")
                continue
            found += model.findings("CreateIngestionRequest", {**match.groupdict(), **sent["body"]}, "CreateIngestion")
    return count, found


def main():
    till, shop = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    model = Model()
    count, found = check_ingestions(model, sys.argv[3])
    print(f"{count} requests to load a data set, {len(found)} findings")
    for line in found[:20]:
        print("  " + line)
    failed = bool(found) + (count == 0)
    for source, dialect, schema in (("athena", "athena", "corner_shop"), ("redshift", "redshift", "till")):
        out = deploy(till, shop, source)
        files = bundle.load(os.path.join(out, "quicksight.qs"))
        found = bundle.findings(model, files) + check_import_job(model, out)
        print(f"{source}: {len(files)} files, {len(found)} findings")
        for line in found[:20]:
            print("  " + line)
        measures = by_label(files)
        compared, wrong = figures.compare(till, shop, files, dialect, schema, measures)
        print(f"{source}: {compared} figures of {len(measures)} measures, {len(wrong)} unlike till's")
        for line in wrong[:10]:
            print("  " + line)
        failed += bool(found) + bool(wrong) + (compared == 0)
    mutator, missed = Mutator(model, files, bundle.KINDS), []
    for seed in range(SEEDS):
        damaged, what = mutator.mutate(seed)
        if not bundle.findings(model, damaged):
            missed.append(what)
    print(f"damage: {SEEDS - len(missed)} of {SEEDS} found")
    for line in missed:
        print("  missed: " + line)
    failed += len(missed) > SEEDS * (1 - LEAST_CAUGHT)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
