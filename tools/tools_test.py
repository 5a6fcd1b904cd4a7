#!/usr/bin/env python3
"""Each check of tools/ passes a good tree and fails on a bad one, with the fault's place."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
GOOD_SQL = "-- Orders: one row per order.\n-- reads: stg_orders\n-- writes: orders\n-- params: none\nselect order_id from stg_orders\n"


def run(tool, files):
    """The tool's exit code and output over a tree of these files."""
    with tempfile.TemporaryDirectory() as tree:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(tree, path)) or tree, exist_ok=True)
            with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([sys.executable, os.path.join(HERE, tool), tree], capture_output=True, text=True)
        return done.returncode, done.stdout


class CheckRooms(unittest.TestCase):
    def test_an_allowed_include_passes(self):
        self.assertEqual(run("check_rooms", {"src/lake/a.cc": '#include "base/b.h"\n', "src/base/b.h": ""}), (0, ""))

    def test_an_include_against_the_direction_fails(self):
        code, out = run("check_rooms", {"src/base/a.cc": '#include "lake/b.h"\n', "src/lake/b.h": ""})
        self.assertEqual((code, out), (1, 'src/base/a.cc:1: room base may not see lake ("lake/b.h")\n'))

    def test_a_library_outside_its_room_fails(self):
        code, out = run("check_rooms", {"src/lake/a.cc": "#include <duckdb.h>\n"})
        self.assertEqual((code, out), (1, "src/lake/a.cc:1: <duckdb.h> may only be included in adapters/duckdb\n"))

    def test_an_unknown_room_fails(self):
        code, out = run("check_rooms", {"src/util/a.cc": "#include <string>\n"})
        self.assertEqual((code, out), (1, "src/util/a.cc:1: room 'util' is not in the table of tools/check_rooms\n"))


class CheckSizes(unittest.TestCase):
    def test_a_small_tree_passes(self):
        self.assertEqual(run("check_sizes", {"src/base/a.cc": "int a;\n"}), (0, ""))

    def test_a_long_file_fails(self):
        code, out = run("check_sizes", {"src/base/a.cc": "int a;\n" * 401})
        self.assertEqual((code, out), (1, "src/base/a.cc: 401 lines, the ceiling is 400\n"))

    def test_a_long_function_fails(self):
        code, out = run("check_sizes", {"src/base/a.cc": "void Long() {\n" + "  F();\n" * 70 + "}\n"})
        self.assertEqual((code, out), (1, "src/base/a.cc:1: a function of 72 lines, the ceiling is 60\n"))

    def test_a_crowded_folder_fails(self):
        code, out = run("check_sizes", {f"src/base/f{n}.h": "" for n in range(26)})
        self.assertEqual((code, out), (1, "src/base/: 26 files, the ceiling is 25\n"))


class CheckSql(unittest.TestCase):
    def test_a_model_that_keeps_to_its_header_passes(self):
        self.assertEqual(run("check_sql", {"sql/staging/orders.sql": GOOD_SQL}), (0, ""))

    def test_a_relation_that_the_header_does_not_name_fails(self):
        code, out = run("check_sql", {"sql/staging/orders.sql": GOOD_SQL.replace("reads: stg_orders", "reads: none")})
        self.assertEqual((code, out), (1, "sql/staging/orders.sql: it reads 'stg_orders', which its header does not name\n"))

    def test_a_star_is_no_staging_input(self):
        sql = GOOD_SQL.replace("stg_orders", "star.fact_orders")
        code, out = run("check_sql", {"sql/staging/orders.sql": sql})
        self.assertEqual((code, out), (1, "sql/staging/orders.sql: the layer staging may not read 'star.fact_orders'\n"))

    def test_a_star_instead_of_columns_fails(self):
        code, out = run("check_sql", {"sql/staging/orders.sql": GOOD_SQL.replace("select order_id", "select *")})
        self.assertEqual((code, out), (1, "sql/staging/orders.sql:5: name the columns instead of '*'\n"))

    def test_a_missing_grain_fails(self):
        code, out = run("check_sql", {"sql/staging/orders.sql": GOOD_SQL.replace(": one row per order", "")})
        self.assertEqual(code, 1)
        self.assertIn("sql/staging/orders.sql:1: the first sentence must end in the grain", out)


class CheckDocs(unittest.TestCase):
    def test_a_path_that_exists_passes(self):
        self.assertEqual(run("check_docs", {"README.md": "see `src/a.cc`\n", "src/a.cc": ""}), (0, ""))

    def test_a_path_that_does_not_exist_fails(self):
        self.assertEqual(run("check_docs", {"README.md": "see `src/b.cc`\n"}), (1, "README.md:1: there is no 'src/b.cc'\n"))

    def test_a_command_that_does_not_exist_fails(self):
        files = {"README.md": "run `till fly`\n", "src/app/wiring.cc": '    {"run", "x"},\n'}
        self.assertEqual(run("check_docs", files), (1, "README.md:1: there is no command 'till fly'\n"))

    def test_a_data_page_that_is_not_what_sql_says_fails(self):
        files = {"README.md": "x\n", "sql/staging/orders.sql": GOOD_SQL}
        stale = "docs/DATA.md: it is not what the headers of sql/ say; make it anew: tools/gen_data_docs > docs/DATA.md\n"
        self.assertEqual(run("check_docs", files), (1, stale))
        self.assertEqual(run("check_docs", {**files, "docs/DATA.md": "# Data\n"}), (1, stale))


    def test_a_key_of_till_toml_that_the_page_does_not_say_fails(self):
        source = 'static const std::array<std::string, 2> kKeys{"root", "catalog"};\n'
        files = {"README.md": "x\n", "src/project/project.cc": source, "docs/CONFIG.md": "| `root` |\n"}
        fault = "docs/CONFIG.md: it does not say 'catalog', which src/project/project.cc reads\n"
        self.assertEqual(run("check_docs", files), (1, fault))
        files["docs/CONFIG.md"] += "| `catalog` |\n"
        self.assertEqual(run("check_docs", files), (0, ""))


class GenDataDocs(unittest.TestCase):
    def test_a_model_is_listed_with_its_sentence_and_what_it_reads(self):
        code, out = run("gen_data_docs", {"sql/staging/orders.sql": GOOD_SQL})
        self.assertEqual(code, 0)
        self.assertIn("| [orders](../sql/staging/orders.sql) | Orders: one row per order. | stg_orders |\n", out)

    def test_a_check_is_listed_with_its_severity(self):
        check = "-- No order is double.\n-- reads: star.fact_orders\n-- severity: warn\n-- params: none\nselect 1\n"
        code, out = run("gen_data_docs", {"sql/checks/one.sql": check})
        self.assertEqual(code, 0)
        self.assertIn("| [one](../sql/checks/one.sql) | No order is double. | warn | star.fact_orders |\n", out)


if __name__ == "__main__":
    unittest.main()
