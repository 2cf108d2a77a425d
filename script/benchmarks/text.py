"""`script/bench text`: how near the scan of text is to the machine's limit, and how far the peers are.

What is measured is told by measures.py. Each measure's report is kept in `results.json` beside the data, so that `--only` renews
some and the page shows all.
"""

import dataclasses
import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import bench_tpch

from . import page, peers
from .contest import say
from .data import Data
from .measures import MEASURES, MEMORY_LIMIT
from .places import DATA, MB, PAGE
from .plot import plot
from .runs import Failed
from .skep import Skep, build
from .stage import Stage

NAMES = {"skep": "skep", "disk": "skep, disk", "s3": "skep, S3", "c": "C", "zlib-ng": "zlib-ng", "download": "download only"}
NAMES |= {name: people for name, (_, people) in peers.PEERS.items()}
GROUPS = {
    "questions": "Whole questions",
    "s3": "The same 1 GB in SeaweedFS on this machine",
    "scale": "By size",
    "tpch": "TPC-H from `.tbl` files, scale factor 1",
}
ABOUT = """Two threads, warm cache, every answer checked. skep and C: the wall time of the whole process; peers: of the question
alone, without starting Python or a JVM. Medians of rounds in which all take turns; peak memory (of the whole process) in parentheses.
`words` is 94.5 million rows of `freq TAB word`, 1 GB in four files; C is `script/benchmarks/limit.c`. ClickHouse only counts newlines
for w1 (a column that cannot be NULL), so it isn't the fastest peer there."""


def arguments(parser):
    everything = ",".join(MEASURES)
    parser.add_argument("--binary", type=Path, help="the skep to measure; without it the release build is made first")
    parser.add_argument(
        "--only",
        default=everything,
        metavar="NAMES",
        help=f"some of {everything}; the page keeps the others; '' only writes the page from what was kept",
    )
    parser.add_argument("--peers", default=",".join(peers.PEERS), metavar="NAMES", help=f"some of {','.join(peers.PEERS)}, or none: ''")
    parser.add_argument("--runs", type=int, default=5, help="rounds in which all contestants take turns (5)")
    parser.add_argument("--patience", type=float, default=15, metavar="SECONDS", help="what a contestant may take for a question over all rounds; one round it has always (15)")  # fmt: skip
    parser.add_argument("--timeout", type=int, default=120, metavar="SECONDS", help="for one run of a peer (120)")
    parser.add_argument("--scale", type=float, default=1, help="smaller data, to try this script: 0.01; docs/ are left alone then")
    parser.add_argument("--data", type=Path, default=DATA, help="where the data is kept")
    parser.add_argument("--prepare", action="store_true", help="only fetch the peers and make the data")


def main(args) -> int:
    measures, wanted = chosen(args.only, MEASURES), chosen(args.peers, peers.PEERS)
    data = Data(args.data, args.scale)
    failures = peers.install(wanted)
    for failure in failures.values():
        say(failure)
    if args.prepare:
        return prepare(data)
    binary = (args.binary or build()).resolve()
    if not binary.exists():
        raise Failed(f"there is no `{binary}`")
    store = data.directory / "results.json"
    results = json.loads(store.read_text()) if store.exists() else {}
    with tempfile.TemporaryDirectory(prefix="skep-bench-") as home:
        os.environ["TMPDIR"] = tempfile.tempdir = home  # what a peer leaves when it is stopped goes with it
        names = [name for name in wanted if name not in failures]
        stage = Stage(binary, home, data, names, args.runs, args.patience, args.timeout)
        about = {
            "binary": digest(binary),
            "skep": Skep(binary, home).version(),
            "time": datetime.datetime.now().isoformat(timespec="seconds"),
        }
        for name in measures:
            say(name)
            complaints = len(stage.complaints)
            try:
                report = dataclasses.asdict(MEASURES[name](stage, name))
            except Failed as failure:
                stage.complaints.append(f"{name}: {failure}")
                say(stage.complaints[-1])
                continue
            if len(stage.complaints) == complaints:
                results[name] = report | about | {"failures": [text for peer, text in failures.items() if peer in peers.PEERS]}
                store.write_text(json.dumps(results, indent=1))
    results = {name: results[name] for name in MEASURES if name in results}
    if not results:
        raise Failed(f"nothing was measured: {'; '.join(stage.complaints)}")
    text = section(results)
    print(text)
    if stage.complaints:
        print("bench: the page was not written, since something is wrong:", *stage.complaints, sep="\n  ", file=sys.stderr)
        return 1
    publish(PAGE if args.scale == 1 else data.directory / PAGE.name, text, results)
    return 0


def chosen(names: str, known) -> list:
    wanted = [name for name in names.split(",") if name]
    for name in wanted:
        if name not in known:
            raise Failed(f"there is no `{name}`; there are {', '.join(known)}")
    return [name for name in known if name in wanted]


def prepare(data: Data) -> int:
    for kind in ("words", "wide", "logs"):
        data.generated(kind)
    data.compressed()
    for size in data.sizes():
        data.of_size(size)
    bench_tpch.make_data(peers.PYTHON, f"{data.scale:g}", data.directory)
    data.program("limit")
    return 0


def digest(binary: Path) -> str:
    state = hashlib.sha256()
    with binary.open("rb") as file:
        while chunk := file.read(1 << 18):
            state.update(chunk)
    return state.hexdigest()[:12]


def publish(path: Path, text: str, results: dict):
    page.write(path, "text", text)
    points = results.get("scale", {}).get("points")
    if points:
        drawing = plot("Time by the size of the table, both logarithmic", points)
        path.with_name("benchmarks-text.svg").write_text(drawing, encoding="utf-8")


def section(results: dict) -> str:
    latest = max(results.values(), key=lambda report: report["time"], default={"binary": ""})["binary"]
    rows = [figure for report in results.values() for figure in report["figures"]] + [memory(results)]
    parts = ["## text", ABOUT, versions(results), page.figures(rows)]
    for group, title in GROUPS.items():
        times = [entry for report in results.values() if report["group"] == group for entry in report["times"]]
        if times:
            parts += [f"### {title}", timetable(times)]
        if group == "scale" and results.get("scale", {}).get("points"):
            parts.append("![Time by the size of the table](benchmarks-text.svg)")
    notes = [f"{name}: measured with another build than the others." for name, r in results.items() if r["binary"] != latest]
    notes += sorted({note for report in results.values() for note in report["failures"] + report["notes"]})
    notes += [
        f"{label}: {NAMES[who]}: {result['failure']}"
        for report in results.values()
        for label, contestants in report["times"]
        for who, result in contestants.items()
        if result["failure"]
    ]
    return "\n\n".join(parts + ["\n".join(f"- {note}" for note in notes)]).strip()


def versions(results: dict) -> str:
    pinned = ", ".join(f"{people} ({package.replace('==', ' ')})" for package, people in peers.PEERS.values())
    dates = sorted({report["time"][:10] for report in results.values()})
    built = ", ".join(sorted({report["skep"] for report in results.values()}))
    compiler = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return (
        f"Measured by `script/bench text` on {' to '.join(dict.fromkeys((dates[0], dates[-1])))}. Machine: {page.machine()}.\n"
        f"{built}; {pinned}; {compiler}."
    )


def memory(results: dict):
    """The largest peak of skep in all that was measured, but for TPC-H, where it is the joins' own."""
    peaks = [
        (result["peak"], label)
        for report in results.values()
        if report["group"] != "tpch"
        for label, contestants in report["times"]
        for who, result in contestants.items()
        if who in ("skep", "disk", "s3")
    ]
    peak, label = max(peaks, default=(0, "nothing"))
    return [
        f"peak memory of skep, the largest of all these ({label})",
        f"{peak / MB:.0f} MB",
        f"≤ {MEMORY_LIMIT // MB} MB",
        peak <= MEMORY_LIMIT,
    ]


def timetable(times: list) -> str:
    columns = [who for who in NAMES if any(who in contestants for _, contestants in times)]
    rows = [[label] + [cell(contestants.get(who)) for who in columns] for label, contestants in times]
    if not any(result["peak"] for _, contestants in times for result in contestants.values()):
        totals = [[contestants.get(who, {}).get("seconds") for _, contestants in times] for who in columns]
        rows.append(["all"] + ["" if None in each else f"{sum(each):.1f} s" for each in totals])
    return page.table(["", *(NAMES[who] for who in columns)], rows)


def cell(result) -> str:
    if not result:
        return ""
    if result["seconds"] is None:
        return "failed"
    peak = f" ({result['peak'] / MB:.0f} MB)" if result["peak"] else ""
    return f"{result['seconds']:.3g} s{peak}"
