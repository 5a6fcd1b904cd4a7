"""Fails on any word of cfn-lint, and on any of cloudformation-validate that is more than a note.
usage: check.py CFN_LINT TEMPLATE…"""
import subprocess
import sys

from cloudformation_validate import CompositeEngine, Severity


def main():
    lint, templates = sys.argv[1], sys.argv[2:]
    failed = subprocess.run([lint, "--", *templates], check=False).returncode != 0
    engine = CompositeEngine()
    for template in templates:
        report = engine.validate_template(template)
        notes, wrong = 0, 0
        for found in report.diagnostics:
            if found.severity.value < Severity.WARN.value:
                notes += 1
                continue
            wrong += 1
            print(f"{template}: {found.severity.name} {found.rule_id}: {found.message}")
        print(f"{'/'.join(template.split('/')[-2:])}: {notes} notes, {wrong} more than notes")
        failed |= wrong > 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
