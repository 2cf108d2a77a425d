"""The skep that is measured: built or given, with a home of its own."""

import os
import subprocess
from pathlib import Path

from .places import ROOT
from .runs import Failed, Run, run


def build() -> Path:
    subprocess.run(["cargo", "build", "--release", "--locked", "-p", "skep"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "release" / "skep"


class Skep:
    def __init__(self, binary: Path, home: str, variables=()):
        self.binary = binary
        self.env = {"PATH": os.environ["PATH"], "HOME": home, "SKEP_HOME": home + "/skep", "TZ": "UTC", **dict(variables)}

    def run(self, statement: str, timeout_s=600) -> Run:
        """A whole process for one statement."""
        try:
            return run([self.binary, "sql", "-e", statement], env=self.env, timeout_s=timeout_s)
        except Failed as error:
            raise Failed(f"`{statement}`: {error}") from None

    def define(self, name: str, columns: str, storage: str, location: str):
        """A table over files that are there; `storage` is the DDL between columns and location."""
        self.run(f"drop table if exists {name}")
        self.run(f"create external table {name} ({columns}) {storage} location '{location}'")

    def version(self) -> str:
        return run([self.binary, "--version"], env=self.env).out.strip()
