"""`script/bench logs`: access logs to rows, to answers and to a first look, beside the tools people have for it."""

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from . import page, peers
from .access_logs import HOSTILE, Log
from .contest import contest, say
from .places import DATA, HERE, MB, PAGE
from .runs import Failed, lean, run
from .skep import Skep, build

NAMES = {"skep": "skep", "mawk": "mawk", "perl": "perl, a correct regex", "miller": "Miller", "lnav": "lnav", "goaccess": "GoAccess"}
ENGINES = {
    "duckdb": "DuckDB, a correct regex",
    "duckdb-short": "DuckDB, a short one",
    "clickhouse": "ClickHouse, a correct regex",
    "clickhouse-short": "ClickHouse, a short one",
}
NAMES |= ENGINES
ABOUT = """One core for filters and the first look, two for SQL; warm cache; every answer checked but GoAccess' and lnav's. Medians of rounds in which all
take turns, of the whole process (DuckDB and ClickHouse: of the question alone); peak memory in parentheses. The data is combined lines, generated:
a million of them for filters and the first look, six times as many for SQL. A correct regex reads a whole line; a short one looks for a status between a
quote and a quote, is right on this data, and wrong where a client sends such a text."""
REGEX = r'^(\S+) (\S+) (.*?) \[([^\]]*)\] "((?:[^"\\]|\\.)*)" (\d+|-) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$'
PERL_TWO = f"if (m{{{REGEX}}}) {{ print \"$1,$6\\n\" }} else {{ $bad++ }}"
NINE = "host,ident,user,time,request,status,bytes,referer,agent"
GROUPED = "select status, count(*), sum(bytes) from {table} group by status order by status"
TARGETS = {"two": "mawk / skep", "nine": 250, "memory": 32, "sql": 1.0, "peers": 8, "summary": 20}


def arguments(parser: argparse.ArgumentParser):
    parser.add_argument("--binary", type=Path, help="the skep to measure; without it the release build is made first")
    parser.add_argument("--runs", type=int, default=5, help="rounds in which all contestants take turns (5)")
    parser.add_argument("--patience", type=float, default=30, metavar="SECONDS", help="what a contestant may take over all rounds; one round it has always (30)")  # fmt: skip
    parser.add_argument("--scale", type=float, default=1, help="smaller data, to try this script: 0.01; docs/ are left alone then")
    parser.add_argument("--data", type=Path, default=DATA, help="where the data is kept")


def main(args) -> int:
    binary = (args.binary or build()).resolve()
    if not binary.exists():
        raise Failed(f"there is no `{binary}`")
    failures = peers.install([name for name in ("duckdb", "clickhouse")])
    log = Log(args.data, args.scale)
    complaints: list = []

    def play(label, contestants, expected):
        say(label)
        results = contest(label, contestants, expected, args.runs, args.patience, complaints)
        return {name: result.as_json() for name, result in results.items()}

    with tempfile.TemporaryDirectory(prefix="skep-bench-") as home:
        contests = {
            "host and status": play("host and status", filters(binary, log), log.digest("two")),
            "nine fields to CSV": play("nine fields to CSV", nine(binary, log), log.digest("nine")),
            "a first look": play("a first look", looks(binary, log), None),
            "status, count, sum of bytes": play("status, count, sum of bytes", questions(binary, home, log), log.by_status()),
        }
    rows = figures(log, contests)
    table = page.table(["", *NAMES.values()], [[label, *(cell(results.get(name)) for name in NAMES)] for label, results in contests.items()])
    notes = [f"- {text}" for text in failures.values()]
    notes += [f"- {label}: {NAMES[name]}: {r['failure']}" for label, results in contests.items() for name, r in results.items() if r["failure"]]
    parts = ["## logs", ABOUT, f"Machine: {page.machine()}. {log.bytes / MB:.0f} MB in {log.lines:,} lines.", page.figures(rows), table]
    parts += ["### Ten hostile lines", hostile(binary), "\n".join(notes)]
    section = "\n\n".join(part for part in parts if part)
    print(section)
    if complaints:
        say("the page was not written, since something is wrong: " + "; ".join(complaints))
        return 1
    page.write(PAGE if args.scale == 1 else args.data / PAGE.name, "logs", section)
    return 0


def one_core(*command):
    return ["taskset", "-c", "0", *command]


def contestant(command, read=None):
    """A program that is there, as something to be called; what it printed is compared by its digest."""

    def play():
        ran = lean(command)
        return ran.seconds, ran.peak, read(ran.out) if read else None

    return play


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def installed(contestants: dict) -> dict:
    return {name: play for name, (program, play) in contestants.items() if not program or shutil.which(program)}


def skep_log(binary, *arguments):
    return one_core(binary, "log", "--quiet", "--format", "combined", *arguments)


def filters(binary: Path, log: Log) -> dict:
    two = log.directory / "lnav.csv"
    lnav = ["lnav", "-n", "-c", ";select c_ip, sc_status from access_log", "-c", f":write-csv-to {two}", log.file]
    miller = ["mlr", "--inidx", "--ifs", " ", "--ocsvlite", "--headerless-csv-output", "cut", "-f", "1,9", log.file]
    return installed({
        "skep": (None, contestant(skep_log(binary, "--fields", "host,status", log.file), digest)),
        "mawk": ("mawk", contestant(one_core("mawk", '{print $1","$9}', log.file), digest)),
        "perl": ("perl", contestant(one_core("perl", "-ne", PERL_TWO, log.file), digest)),
        "miller": ("mlr", contestant(one_core(*miller), digest)),
        "lnav": ("lnav", contestant(one_core(*lnav))),
    })  # fmt: skip


def nine(binary: Path, log: Log) -> dict:
    return {"skep": contestant(skep_log(binary, "--fields", NINE, log.file), digest)}


def looks(binary: Path, log: Log) -> dict:
    report = log.directory / "goaccess.json"
    goaccess = ["goaccess", log.file, "--log-format=COMBINED", "--no-progress", "-o", report]
    return installed({
        "skep": (None, contestant(skep_log(binary, "--summary", log.file))),
        "goaccess": ("goaccess", contestant(one_core(*goaccess))),
    })  # fmt: skip


def questions(binary: Path, home: str, log: Log) -> dict:
    skep = Skep(binary, home)
    skep.run(f"create external table hits stored as accesslog with serdeproperties ('log.format' = 'combined') location 'file://{log.many}'")

    def ask_skep():
        ran = lean([binary, "sql", "--silent", "-e", GROUPED.format(table="hits")], env=skep.env)
        return ran.seconds, ran.peak, [line.split("\t") for line in ran.out.splitlines()]

    def ask(peer: str):
        def play():
            with tempfile.TemporaryDirectory() as directory:
                answers = Path(directory) / "answers"
                ran = lean([peers.PYTHON, HERE / "log_peer.py", peer, log.many, answers])
                answer = json.loads(answers.read_text())
            return answer["seconds"], ran.peak, answer["rows"]

        return play

    return {"skep": ask_skep} | {peer: ask(peer) for peer in ENGINES}


def figures(log: Log, contests: dict) -> list:
    def seconds(label, name):
        return contests[label].get(name, {}).get("seconds")

    def row(what, value, unit, limit, most):
        if value is None:
            return [what, "not measured", "", None]
        sign, met = ("≤", value <= limit) if most else ("≥", value >= limit)
        return [what, f"{value:.2f} {unit}", f"{sign} {limit} {unit}", met]

    def ratio(label, peer):
        theirs, ours = seconds(label, peer), seconds(label, "skep")
        return theirs / ours if theirs and ours else None

    def speed(label, size):
        ours = seconds(label, "skep")
        return size / ours / MB if ours else None

    two, nine_fields, look, sql = contests
    peak = max((contests[label]["skep"]["peak"] for label in (two, nine_fields)), default=0) / MB
    return [
        row(f"{two}: mawk / skep", ratio(two, "mawk"), "×", 1, False),
        [f"{two}: skep", f"{speed(two, log.bytes) or 0:.0f} MB/s", "", None],
        row(f"{nine_fields}: skep", speed(nine_fields, log.bytes), "MB/s", 250, False),
        row("peak memory of the filter", peak, "MB", 32, True),
        row(f"{sql}: skep", (speed(sql, log.bytes * log.copies) or 0) / 1000, "GB/s", 1, False),
        *(row(f"{sql}: {people} / skep", ratio(sql, peer), "×", 8, False) for peer, people in ENGINES.items()),
        row(f"{look}: GoAccess / skep", ratio(look, "goaccess"), "×", 20, False),
    ]


def cell(result) -> str:
    if not result or not result["seconds"]:
        return ""
    return f"{result['seconds']:.3g} s ({result['peak'] / MB:.0f} MB)"


def hostile(binary: Path) -> str:
    """How many of ten lines of hostile clients give the right host and status; and whether a program says that something was wrong."""
    with tempfile.TemporaryDirectory(prefix="skep-bench-") as home:
        file = Path(home) / "hostile.log"
        file.write_text("".join(line + "\n" for line, _ in HOSTILE))
        right = [answer for _, answer in HOSTILE]
        commands = {
            "skep": skep_log(binary, "--keep", "--fields", "host,status", file),
            "mawk": ["mawk", '{print $1","$9}', file],
            "perl": ["perl", "-ne", PERL_TWO, file],
            "miller": ["mlr", "--inidx", "--ifs", " ", "--ocsvlite", "--headerless-csv-output", "cut", "-o", "-f", "1,9", file],
        }
        rows = []
        for name, command in commands.items():
            if name != "skep" and not shutil.which(command[0]):
                continue
            try:
                lines = run(command).out.splitlines()
            except Failed as failure:
                lines = str(failure).splitlines()
            correct = sum(1 for line, wanted in zip(lines, right) if line == wanted) if len(lines) == len(right) else len(set(lines) & set(right))
            rows.append([NAMES[name], f"{correct} of {len(right)}"])
    return page.table(["host and status", "right"], rows)
