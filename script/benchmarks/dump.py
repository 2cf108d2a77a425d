"""`script/bench dump`: skep dump and skep restore beside mariadb-dump (mysqldump), mydumper and the mariadb client.

A private MariaDB with a table of a million rows, some 155 MB, 30 days. Each archive is restored once, by the plain client, and has to have the
table's checksum. Needs `script/bootstrap test bench`.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from . import page, s3
from .contest import say
from .dump_tables import CALM_DAYS, CALM_FIRST, CALM_LAST, DAY, NEXT_DAY, log, make
from .inserts import Inserts
from .mariadb import Server, program
from .places import HERE, MB, PAGE
from .runs import Failed, lean, run
from .skep import build

ROWS = 1_000_000
# A server as people have them: the table in memory, a binary log.
OPTIONS = ["--innodb-buffer-pool-size=1G", "--innodb-log-file-size=256M", "--log-bin", "--skip-log-slave-updates"]
WHOLE, CHUNKS, DAY_S, MEMORY_MB, NOTHING_S, NOTHING_S3_S, WAIT_S = 1.0, 0.6, 0.2, 64, 0.5, 3, 0.05
# How long a dump is made to take while rows are inserted, and when somebody wants to alter the table.
THROTTLED_S, ALTER_AFTER_S = 6, 2
ALTER = "alter table shop.log_entries comment 'altered'"
RESTORE = "set session sql_log_bin = 1; drop database if exists checked; create database checked"


def arguments(parser):
    parser.add_argument("--binary", type=Path, help="the skep to measure; without it the release build is made first")
    parser.add_argument("--rounds", type=int, default=5, help="rounds in which all contestants take turns (5)")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the table (1,000,000); with others no page is written")
    parser.add_argument("--only", default="", help=f"some parts, as in whole,day; then no page is written. Parts: {','.join(PARTS)}")


def main(args) -> int:
    binary = (args.binary or build()).resolve()
    wanted = args.only.split(",") if args.only else list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        raise Failed(f"there is no part `{unknown.pop()}`: {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="skep-bench-dump-") as directory, Server(*OPTIONS) as server:
        say(f"making tables of {args.rows:,} rows")
        make(server, args.rows)
        bench = Bench(server, binary, Path(directory), args.rounds, args.rows)
        for part in wanted:
            PARTS[part](bench)
        section = bench.section()
    if args.rows == ROWS and wanted == list(PARTS):
        page.write(PAGE, "dump", section)
    print(section)
    return 1 if any(ok is False for *_, ok in bench.figures) else 0


class Bench:
    """What all parts share, and what they found: `figures` for the first table of the section, `tables` for the others."""

    def __init__(self, server, binary, directory, rounds, rows):
        self.server, self.directory, self.rounds, self.rows = server, directory, rounds, rows
        self.figures, self.tables = [], []
        self.options = directory / "my.cnf"
        self.options.write_text(f"[client]\nsocket={server.socket}\nuser=root\n", encoding="utf-8")
        self.options.chmod(0o600)
        self.binary = binary
        self.env = server.env | {"SKEP_HOME": str(directory / "home"), "TZ": "UTC"}
        self.formats = ["sql"]
        if "--format" in run([binary, "dump", "--help"], env=self.env).out:
            self.formats.append("parquet")

    # The contestants' command lines: what is run, and where its archive is.

    def out(self, name: str) -> Path:
        """An empty directory."""
        out = self.directory / "out" / name.replace(" ", "-")
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        return out

    def skep(self, verb: str, *flags, database="shop"):
        return [self.binary, verb, "--quiet", f"--defaults-file={self.options}", f"--database={database}", *flags]

    def mysqldump(self, *flags, table="log_entries"):
        return [program("mariadb-dump"), f"--defaults-file={self.options}", *flags, "shop", table]

    def mydumper(self, out: Path, *flags):
        peer = [program("mydumper"), f"--socket={self.server.socket}", "--user=root", "--database=shop", "--tables-list=log_entries"]
        return [*peer, "--threads=2", f"--rows={max(self.rows // 4, 1)}", f"--outputdir={out}", *flags]

    def dump(self, *commands):
        return lean(*commands, env=self.env)

    def loaded(self, files, table="log_entries", only=None):
        """Restores INSERT statements with the plain client; an error where that isn't the table, or those of its rows that meet `only`."""
        self.server.ask(f"{RESTORE}; create table checked.{table} like shop.{table}")
        files = sorted(files)
        readers = {".zst": "zstd -dc", ".gz": "gzip -dc", ".sql": "cat"}
        for file in files:
            pipe = f"{readers[file.suffix]} {file} | {' '.join(map(str, self.server.client))} checked"
            run(["bash", "-o", "pipefail", "-c", pipe], env=self.env)
        condition = f" where {only}" if only else ""
        self.server.ask(f"create table checked.wanted like shop.{table}; insert into checked.wanted select * from shop.{table}{condition}")
        self.same("checked.wanted", f"checked.{table}")

    def same(self, one: str, other: str):
        answers = self.server.ask(f"checksum table {one}, {other}").splitlines()
        if len({answer.split("\t")[1] for answer in answers}) != 1:
            raise Failed(f"what was dumped isn't the table: {answers}")

    def contest(self, title: str, contestants: dict, rounds: int, head=("wall time", "processor", "memory", "size")) -> dict:
        """{name: (median seconds, peak)}. A contestant dumps in turn, and gives its Run and the files that it made; `check` looks at the first ones."""
        runs, sizes = {name: [] for name in contestants}, {}
        for turn in range(rounds):
            for name, (play, check) in contestants.items():
                ran, files = play()
                runs[name].append(ran)
                size = sum(file.stat().st_size for file in files)
                if turn == 0:
                    check(files)
                    sizes[name] = size
                if abs(size - sizes[name]) > sizes[name] / 50:
                    raise Failed(f"{name}: {size} bytes, and {sizes[name]} the first time")
                say(f"{title}: round {turn + 1}: {name}: {ran.seconds:.3f} s, processor {ran.processor:.3f} s, {ran.peak / MB:.0f} MB")
        rows, medians = [], {}
        for name, of in runs.items():
            seconds, processor = (statistics.median(getattr(ran, what) for ran in of) for what in ("seconds", "processor"))
            peak = max(ran.peak for ran in of)
            rows.append([name, f"{seconds:.2f} s", f"{processor:.2f} s", f"{peak / MB:.0f} MB", f"{sizes[name] / MB:.1f} MB"])
            medians[name] = (seconds, peak)
        self.tables.append((title, ["", *head], rows))
        return medians

    def figure(self, what: str, value: float, unit: str, target=None, digits=2):
        met = None if target is None else value <= target
        self.figures.append([what, f"{value:.{digits}f} {unit}", "" if target is None else f"≤ {target} {unit}", met])

    def section(self) -> str:
        lines = [
            "## dump",
            "",
            f"MariaDB {self.server.ask('select version()')} on this machine's socket, with a binary log; a table of {self.rows:,} rows and 30 days, in memory.",
            f"Medians of {self.rounds} rounds in which all take turns; processor time and peak memory are those of the dumping processes (mysqldump's and zstd's",
            f"added up), without the server's. SQL archives were restored and compared, rows of Parquet counted. Machine: {page.machine()}.",
            "",
            page.figures(self.figures),
        ]
        for title, head, rows in self.tables:
            lines += ["", f"### {title}", "", page.table(head, rows)]
        return "\n".join(lines)


def compressed(out: Path):
    return ["zstd", "-q", "-f", "-o", out / "log_entries.sql.zst"]


def whole(bench: Bench):
    """The whole table, by everybody."""

    def mysqldump():
        out = bench.out("mysqldump")
        return bench.dump(bench.mysqldump("--single-transaction"), compressed(out)), list(out.iterdir())

    def mydumper(*flags):
        def play():
            out = bench.out("mydumper")
            return bench.dump(bench.mydumper(out, *flags)), [f for f in out.iterdir() if ".sql" in f.name and "schema" not in f.name]

        return play

    def skep(*flags):
        def play():
            out = bench.out("skep")
            ran = bench.dump(bench.skep("dump", f"--to={out}", "--whole=log_entries", "--no-structure", *flags))
            return ran, [file for file in out.rglob("*") if file.suffix in (".zst", ".gz", ".parquet")]

        return play

    def counted(files):
        places = " union all ".join(f"select count(*) as n from `{file}`" for file in files)
        rows = run([bench.binary, "sql", "--silent", "-e", f"select sum(n) from ({places}) f"], env=bench.env).out.strip()
        if rows != str(bench.rows):
            raise Failed(f"the Parquet files have {rows} rows, the table {bench.rows}")

    contestants = {
        "mysqldump --single-transaction, zstd": (mysqldump, bench.loaded),
        "mydumper -t 2": (mydumper(), bench.loaded),
        "mydumper -t 2 -c": (mydumper("--compress"), bench.loaded),
        "skep dump": (skep(), bench.loaded),
        "skep dump --chunks 2": (skep("--chunks=2"), bench.loaded),
    }
    if "parquet" in bench.formats:
        contestants["skep dump --format parquet"] = (skep("--format=parquet"), counted)
        contestants["skep dump --format parquet --chunks 2"] = (skep("--format=parquet", "--chunks=2"), counted)
    medians = bench.contest("The whole table", contestants, bench.rounds)
    base = medians["mysqldump --single-transaction, zstd"][0]
    for name, target in (("skep dump", WHOLE), ("skep dump --chunks 2", CHUNKS)):
        bench.figure(f"whole table: {name} / mysqldump, zstd", medians[name][0] / base, "×", target)
    for name in contestants:
        if name.startswith("skep"):
            bench.figure(f"whole table: {name}, memory", medians[name][1] / MB, "MB", MEMORY_MB, 0)


def day(bench: Bench):
    """One day of 30, of which there is an index."""
    window = f"created_at >= '{DAY}' and created_at < '{NEXT_DAY}'"

    def skep():
        out = bench.out("skep day")
        flags = ["--daily=log_entries:created_at", f"--start={DAY}", f"--until={DAY}", "--no-structure"]
        ran = bench.dump(bench.skep("dump", f"--to={out}", *flags))
        return ran, list(out.rglob("*.sql.zst"))

    def mysqldump():
        out = bench.out("mysqldump day")
        return bench.dump(bench.mysqldump("--single-transaction", f"--where={window}"), compressed(out)), list(out.iterdir())

    def check(files):
        bench.loaded(files, only=window)

    contestants = {"mysqldump --where, zstd": (mysqldump, check), "skep dump --daily": (skep, check)}
    medians = bench.contest("One day of 30", contestants, 4 * bench.rounds + 1)
    bench.figure("one indexed day of 30", medians["skep dump --daily"][0], "s", DAY_S)


def memory(bench: Bench):
    """The same over a table four times as long."""
    log(bench.server, "long_log", 4 * bench.rows)

    def skep(*flags):
        def play():
            out = bench.out("skep long")
            return bench.dump(bench.skep("dump", f"--to={out}", "--whole=long_log", "--no-structure", *flags)), list(out.rglob("*.zst"))

        return play

    def mysqldump():
        out = bench.out("mysqldump long")
        return bench.dump(bench.mysqldump("--single-transaction", table="long_log"), compressed(out)), list(out.iterdir())

    contestants = {
        "mysqldump --single-transaction, zstd": (mysqldump, lambda files: None),
        "skep dump": (skep(), lambda files: bench.loaded(files, "long_log")),
        "skep dump --chunks 2": (skep("--chunks=2"), lambda files: bench.loaded(files, "long_log")),
    }
    medians = bench.contest("A table four times as long", contestants, 1)
    for name in ("skep dump", "skep dump --chunks 2"):
        bench.figure(f"memory, a table four times as long: {name}", medians[name][1] / MB, "MB", MEMORY_MB, 0)
    bench.server.ask("drop table shop.long_log; drop database checked")


def nothing(bench: Bench):
    """A run over 1,000 days that are done, on disk and on S3."""
    flags = ["--daily=calm:day", f"--start={CALM_FIRST}", f"--until={CALM_LAST}"]

    def timed(to, env, manifests):
        command = bench.skep("dump", f"--to={to}", *flags)
        first = lean(command, env=env, timeout_s=1_200)
        say(f"nothing to do: {CALM_DAYS} days dumped to {to} in {first.seconds:.1f} s")
        if (found := manifests()) != CALM_DAYS:
            raise Failed(f"{found} of {CALM_DAYS} days are in {to}")
        return first.seconds, statistics.median(lean(command, env=env).seconds for _ in range(2 * bench.rounds + 1))

    out = bench.out("calm")
    first, again = timed(out, bench.env, lambda: len(list(out.rglob("_days/*.json"))))
    bench.figure(f"nothing to do, {CALM_DAYS:,} days done: disk", again, "s", NOTHING_S)
    bench.figure(f"dumping those {CALM_DAYS:,} small days: disk", first, "s", digits=1)
    with s3.Server() as store:
        env = bench.env | store.variables()
        to = f"s3://{s3.BUCKET}/calm"
        done = ["dump", "status", f"--to={to}", "--json"]
        count = lambda: run([bench.binary, *done], env=env).out.count('"done"') and CALM_DAYS  # noqa: E731
        first, again = timed(to, env, count)
    bench.figure(f"nothing to do, {CALM_DAYS:,} days done: S3 (SeaweedFS)", again, "s", NOTHING_S3_S)
    bench.figure(f"dumping those {CALM_DAYS:,} small days: S3 (SeaweedFS)", first, "s", digits=1)


def waits(bench: Bench):
    """The longest wait of an INSERT while a dump is under way that is slowed, without and with an ALTER in the middle."""
    slow = [sys.executable, HERE / "slow.py"]
    size = bench.dump(bench.mysqldump("--single-transaction"), ["wc", "-c"]).out.strip()
    rate = int(size) // THROTTLED_S
    contestants = {
        "no dump": [["sleep", str(THROTTLED_S)]],
        "skep dump": [bench.skep("dump", f"--to={bench.out('skep slow')}", "--whole=log_entries", "--no-structure", f"--max-rate={rate}")],
        "mysqldump --single-transaction": [bench.mysqldump("--single-transaction"), [*slow, rate]],
        "mysqldump": [bench.mysqldump(), [*slow, rate]],
    }
    rows = []
    for name, commands in contestants.items():
        row = [name]
        for alter in (False, True):
            seconds, longest, count = waited(bench, commands, alter)
            row += [f"{longest * 1000:.0f} ms"]
            when = "with an ALTER in the middle" if alter else "during the dump"
            say(f"waits: {name}, {when}: {seconds:.1f} s, {count} INSERTs, the longest {longest * 1000:.1f} ms")
            if name == "skep dump":
                bench.figure(f"longest wait of an INSERT {when}", longest, "s", WAIT_S, 3)
        rows.append(row)
    bench.tables.append((f"The longest wait of an INSERT while a dump takes {THROTTLED_S} s", ["", "during the dump", "with an ALTER in the middle"], rows))


def waited(bench: Bench, commands, alter: bool):
    """(seconds of the dump, longest wait, INSERTs). The dump has to end well."""
    altering = threading.Timer(ALTER_AFTER_S, lambda: bench.server.ask(ALTER))
    with Inserts(bench.server) as inserts:
        if alter:
            altering.start()
        ran = bench.dump(*commands)
        if alter:
            altering.join()
        time.sleep(0.2)
    return ran.seconds, inserts.longest, inserts.count


def restore(bench: Bench):
    """The table into an empty database."""
    archive, dumped = bench.out("archive"), bench.out("mysqldump archive")
    bench.dump(bench.skep("dump", f"--to={archive}", "--whole=log_entries"))
    bench.dump(bench.mysqldump("--single-transaction"), compressed(dumped))
    client = [*bench.server.client, "checked"]

    def again(*commands):
        def play():
            bench.server.ask(RESTORE)
            return bench.dump(*commands), []

        return play

    def check(_):
        bench.same("shop.log_entries", "checked.log_entries")

    skep = bench.skep("restore", "log_entries", f"--from={archive}", "--archived=shop", database="checked")
    contestants = {
        "zstdcat, mariadb": (again(["zstd", "-dcq", dumped / "log_entries.sql.zst"], client), check),
        "skep restore": (again(skep), check),
    }
    medians = bench.contest("Restoring the table", contestants, min(bench.rounds, 3))
    bench.figure("restore: skep restore / zstdcat, mariadb", medians["skep restore"][0] / medians["zstdcat, mariadb"][0], "×")


PARTS = {"whole": whole, "day": day, "memory": memory, "nothing": nothing, "restore": restore, "waits": waits}
