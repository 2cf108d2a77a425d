"""Each thing that `script/bench text` measures: MEASURES is the table of contents, in the order they are run."""

import functools
import shutil
import subprocess
from dataclasses import dataclass, field

import bench_tpch

from .contest import say
from .data import WHOLE, warm
from .listing import plan_times
from .peers import PEERS, PYTHON
from .places import GB, MB
from .plot import size
from .s3 import Server
from .stage import Stage

QUESTIONS = {
    "w1": "select count(word) from {table}",
    "w2": "select word, sum(freq), count(*) from {table} group by word order by 2 desc limit 10",
    "w3": "select count(*) from {table} where word = 'the' and freq > 50000",
    "wide": "select c12, count(*), sum(c21) from {table} group by c12 order by c12",
    "json": "select status, count(*), sum(bytes) from {table} group by status order by status",
}
OF_C = {"w1": 1.5, "w2": 1.0, "w3": 1.3}
# For w1 it counts newlines: a column that cannot be NULL need not be decoded to be counted.
DECODES_NOTHING = {"w1": ["clickhouse"]}
OF_THE_FASTEST_PEER, OF_A_PEER_IN_TPCH = 3, 2
WIDE_GB_PER_S, JSON_GB_PER_S = 2, 0.6
OF_INFLATE, OF_DISK, OF_LINEAR = 1.2, 1.3, 1.1
MEMORY_LIMIT = 256 * MB
TPCH_SKEP_TIMEOUT_S, TPCH_PEER_TIMEOUT_S = 60, 10  # a query, a peer's on average


@dataclass
class Report:
    group: str  # which table of times it belongs to
    figures: list = field(default_factory=list)  # [what, measured, target, whether it is met]
    times: list = field(default_factory=list)  # [label, {contestant: figures of its runs}]
    points: dict = field(default_factory=dict)  # {line: [[bytes, seconds]…]}
    notes: list = field(default_factory=list)

    def at_most(self, what, value, limit, unit="×"):
        self.row(what, value, limit, unit, "≤", value is not None and value <= limit)

    def at_least(self, what, value, limit, unit="×"):
        self.row(what, value, limit, unit, "≥", value is not None and value >= limit)

    def row(self, what, value, limit, unit, sign, met):
        self.told(what, value, unit)
        self.figures[-1][2:] = [f"{sign} {limit:g} {unit}".strip(), met]

    def told(self, what, value, unit):
        self.figures.append([what, "not measured" if value is None else f"{value:.2f} {unit}".strip(), "", None])

    def seconds(self, label, name):
        return dict(self.times)[label][name]["seconds"]

    def contest(self, label, results):
        self.times.append([label, results])
        return {name: result["seconds"] for name, result in results.items()}


def ratio(a, b):
    return a / b if a and b else None


def words(stage: Stage, name: str) -> Report:
    """A question over 1 GB of two columns: skep, the C program, all peers."""
    report, table, question = Report("questions"), stage.data.generated("words"), QUESTIONS[name]
    table.warm()
    contestants = {"skep": stage.skep("words", table, question), "c": stage.c(name, table)}
    contestants |= stage.peers("words", table, question)
    seconds = report.contest(name, stage.contest(name, contestants, table.answers[name]))
    report.at_most(f"{name}: skep / C", ratio(seconds["skep"], seconds["c"]), OF_C[name])
    decoding = {peer: seconds[peer] for peer in stage.peer_names if seconds[peer] and peer not in DECODES_NOTHING.get(name, [])}
    if decoding:
        peer = min(decoding, key=decoding.get)
        report.at_least(f"{name}: {PEERS[peer][1]}, the fastest peer, / skep", ratio(decoding[peer], seconds["skep"]), OF_THE_FASTEST_PEER)
    return report


def few_columns(stage: Stage, name: str) -> Report:
    """Two columns of thirty, or two keys of ten."""
    kind, what, limit = {
        "wide": ("wide", "2 of 30 columns", WIDE_GB_PER_S),
        "json": ("logs", "JSON lines, 2 of 10 keys", JSON_GB_PER_S),
    }[name]
    report, table, question = Report("questions"), stage.data.generated(kind), QUESTIONS[name]
    table.warm()
    contestants = {"skep": stage.skep(kind, table, question)} | stage.peers(kind, table, question, without=["spark"])
    seconds = report.contest(name, stage.contest(name, contestants, table.answers[name]))
    report.at_least(f"{name}: {what}", ratio(table.bytes / GB, seconds["skep"]), limit, "GB/s")
    return report


def gzip(stage: Stage, name: str) -> Report:
    report, table = Report("questions"), stage.data.compressed()
    table.warm()
    contestants = {"skep": stage.skep("words_gz", table, QUESTIONS["w1"]), "zlib-ng": stage.inflate(table)}
    seconds = report.contest("w1, gzip", stage.contest(name, contestants, table.answers["w1"]))
    report.at_most(
        "gzip: w1 over four .gz files / zlib-ng alone, decompressing only", ratio(seconds["skep"], seconds["zlib-ng"]), OF_INFLATE
    )
    return report


def s3(stage: Stage, name: str) -> Report:
    report, table = Report("s3"), stage.data.generated("words")
    table.warm()
    with Server() as server:
        location = server.upload(table.files, "words")
        for question in OF_C:
            sql = QUESTIONS[question]
            there = stage.skep("words_s3", table, sql, location, server.variables())
            contestants = {"disk": stage.skep("words", table, sql), "s3": there}
            seconds = report.contest(question, stage.contest(f"{name} {question}", contestants, table.answers[question]))
            report.at_most(f"S3 on loopback: {question}, S3 / disk", ratio(seconds["s3"], seconds["disk"]), OF_DISK)
        contestants = {"download": stage.download(table, server.s3, server.paths(table.files, "words"))}
        alone = report.contest("all bytes", stage.contest(f"{name} download", contestants, None))["download"]
        report.told("S3 on loopback: w1, S3 / fetching the same bytes and throwing them away", ratio(report.seconds("w1", "s3"), alone), "×")
    return report


def listing(stage: Stage, _: str) -> Report:
    report = Report("listing")
    for what, seconds, limit in plan_times(stage):
        if limit:
            report.at_most(what, seconds, limit, "s")
        else:
            report.told(what, seconds, "s")
    return report


def scale(stage: Stage, name: str) -> Report:
    """The time by the table's size."""
    report = Report("scale")
    for question in ("w2", "w3"):
        lines = {"skep": [], "c": []}
        for count in stage.data.sizes():
            table = stage.data.of_size(count)
            table.warm()
            contestants = {"skep": stage.skep("sized", table, QUESTIONS[question]), "c": stage.c(question, table)}
            label = f"{question}, {size(count)}"
            seconds = report.contest(label, stage.contest(label, contestants, table.answers[question]))
            for who, line in lines.items():
                line += [[table.bytes, seconds[who]]] if seconds[who] else []
        report.points |= {f"{'C' if who == 'c' else who} {question}": line for who, line in lines.items() if line}
        linear(report, question, lines["skep"], int(WHOLE * stage.data.scale))
    return report


def linear(report: Report, question: str, line: list, unit: int):
    """Seconds a byte of the largest table against those of the one of 1 GB."""
    rates = [(bytes_, seconds / bytes_) for bytes_, seconds in line if bytes_ >= 0.99 * unit]
    value = rates[-1][1] / rates[0][1] if len(rates) > 1 else None
    report.at_most(f"{question}: time a GB, at {size(8 * unit)} / at {size(unit)}", value, OF_LINEAR)


def one_file(stage: Stage, name: str) -> Report:
    """A single large file, made for this and removed: does one file use all cores, is memory flat?"""
    report, count = Report("scale"), int(8 * WHOLE * stage.data.scale)
    table = stage.data.one_file(count)
    try:
        table.warm()
        contestants = {"skep": stage.skep("one_file", table, QUESTIONS["w3"])}
        results = stage.contest(name, contestants, table.answers["w3"], rounds=2)
        table_bytes = table.bytes
    finally:
        shutil.rmtree(table.directory)
    seconds = report.contest(f"w3, one file of {size(count)}", results)["skep"]
    report.told(f"w3 over one file of {size(count)}", ratio(table_bytes / GB, seconds), "GB/s")
    return report


def tpch(stage: Stage, name: str) -> Report:
    """The 22 queries over `.tbl` files, once; skep a process a query, a peer one process for all."""
    report, scale = Report("tpch"), f"{stage.data.scale:g}"
    data = bench_tpch.make_data(PYTHON, scale, stage.data.directory)
    warm(data.glob("*/*.tbl"))
    answers = {"skep": tpch_answers("skep", lambda: bench_tpch.skep(stage.binary, data, scale=scale), TPCH_SKEP_TIMEOUT_S, report)}
    for peer in stage.peer_names:
        if peer in bench_tpch.PEERS:
            ask = functools.partial(bench_tpch.peer, peer, PYTHON, data, scale=scale)
            answers[peer] = tpch_answers(peer, ask, TPCH_PEER_TIMEOUT_S, report)
    ours, right = answers["skep"], 0
    for number in bench_tpch.QUERIES:
        judges = [peer for peer in answers if peer != "skep" and "rows" in answers[peer].get(number, {})]
        wrong = [(peer, bench_tpch.differences(number, ours.get(number), answers[peer][number])) for peer in judges]
        wrong = [f"TPC-H q{number}: skep and {PEERS[peer][1]}: {difference}" for peer, difference in wrong if difference]
        for complaint in wrong:
            say(complaint)
        stage.complaints += wrong
        right += bool(judges) and not wrong
        report.contest(f"q{number}", {who: tpch_result(answers[who].get(number)) for who in answers})
    of = len(bench_tpch.QUERIES)
    report.figures.append(["TPC-H: answers that all peers give too", f"{right} of {of}", f"{of} of {of}", right == of])
    for peer in answers:
        if peer != "skep":
            both = [n for n in bench_tpch.QUERIES if all("rows" in answers[who].get(n, {}) for who in ("skep", peer))]
            totals = [sum(answers[who][n]["seconds"] for n in both) for who in (peer, "skep")]
            few = "" if len(both) == of else f", the {len(both)} queries that both answered"
            report.at_least(f"TPC-H, total time{few}: {PEERS[peer][1]} / skep", ratio(*totals), OF_A_PEER_IN_TPCH)
    return report


def tpch_answers(who, ask, timeout_s, report):
    say(f"tpch: {who}")
    bench_tpch.TIMEOUT_S = timeout_s
    try:
        return ask()
    except (OSError, ValueError, subprocess.SubprocessError) as error:  # a time-out, a crash: the column is empty
        report.notes.append(f"TPC-H: {who}: {' '.join(str(error).split())[-200:]}")
        say(report.notes[-1])
        return {}


def tpch_result(answer):
    failure = "" if answer and "rows" in answer else (answer or {}).get("error", "no answer")
    return {"seconds": None if failure else answer["seconds"], "runs": 1, "peak": 0, "failure": failure}


MEASURES = {
    "w1": words,
    "w2": words,
    "w3": words,
    "wide": few_columns,
    "json": few_columns,
    "gzip": gzip,
    "s3": s3,
    "listing": listing,
    "scale": scale,
    "one-file": one_file,
    "tpch": tpch,
}
