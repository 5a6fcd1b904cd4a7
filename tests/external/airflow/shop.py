"""Small generated projects, and what till says of them."""

import json
import shutil
import subprocess
from pathlib import Path

PRESET = Path(__file__).resolve().parents[3] / "presets" / "demo"
FEEDS = ("orders", "customers", "products", "stores")


class Shop:
    """A project of the first half of 2026: a file a day for each of 181 days, few orders in each."""

    def __init__(self, till, folder):
        self.till, self.folder = till, folder

    @classmethod
    def make(cls, till, folder):
        folder.mkdir(parents=True)
        for file in PRESET.iterdir():
            if file.suffix in (".toml", ".csv"):
                shutil.copy(file, folder)
        shop = cls(till, folder)
        shop.ask("generate", "--customers=300", "--products=80", "--orders=3000", "--from=2026-01-01", "--to=2026-06-30")
        return shop

    def copy(self, folder):
        shutil.copytree(self.folder, folder)
        return Shop(self.till, folder)

    def ask(self, *arguments):
        """The last JSON object that the command prints."""
        ended = subprocess.run(
            [self.till, *arguments, f"--project={self.folder}", "--json"], check=True, capture_output=True, text=True
        )
        return json.loads(ended.stdout.splitlines()[-1])

    def published(self):
        return self.ask("publications", "show")

    def tasks(self, run):
        """Each task's status and attempts in till's own history of the run."""
        return {task["task"]: (task["status"], task["attempts"]) for task in self.ask("runs", "show", run)["tasks"]}

    def staged(self):
        staging = self.folder / "lake" / "staging"
        return len(list(staging.iterdir())) if staging.exists() else 0

    def files(self, name):
        """The raw files of this name of all feeds."""
        return [path for path in (self.folder / "lake" / "raw" / feed / name for feed in FEEDS) if path.exists()]

    @property
    def env(self):
        return {"TILL_BIN": str(self.till), "TILL_PROJECT": str(self.folder)}
