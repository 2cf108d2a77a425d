"""`script/bench startup`: how long small questions take, what `limit` reads, how large the binary is."""

import random
import re
import statistics
import sys
import tempfile
from pathlib import Path

from . import page
from .places import DATA, GB, MB, PAGE, WORDS
from .runs import Failed
from .skep import Skep, build

SEED = 42
STORAGE = r"row format delimited fields terminated by '\t' stored as textfile"
UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def arguments(parser):
    parser.add_argument("--binary", type=Path, help="the skep to measure; without it the release build is made first")
    parser.add_argument("--runs", type=int, default=21, help="runs of each short query (21)")
    parser.add_argument("--data", type=Path, default=DATA, help="where the 1 GB file is kept")


def main(args) -> int:
    binary = args.binary or build()
    rows = measure(binary.resolve(), big_table(args.data), args.runs)
    section = f"## startup\n\nWarm cache. Machine: {page.machine()}.\n\n{page.figures(rows)}"
    page.write(PAGE, "startup", section)
    print(section)
    return 1 if any(not ok for _, _, _, ok in rows) else 0


def big_table(directory: Path) -> Path:
    """A directory with one file of 1 GB of `count TAB word` rows; made under another name, so never half."""
    table = directory / "words1g"
    whole = table / "words.tsv"
    if whole.exists() and whole.stat().st_size >= GB:
        return table
    table.mkdir(parents=True, exist_ok=True)
    print(f"bench: making {whole}", file=sys.stderr)
    lines = []
    for line in WORDS.read_bytes().splitlines(keepends=True):
        lines += [line] * int(line.split(b"\t")[0])
    shuffle = random.Random(SEED).shuffle
    part = table / "_words.part"
    with part.open("wb") as out:
        while out.tell() < GB:
            shuffle(lines)
            out.write(b"".join(lines))
    part.rename(whole)
    return table


def measure(binary: Path, big: Path, runs: int):
    """Rows of (what, measured, target, whether it is met)."""
    with tempfile.TemporaryDirectory(prefix="skep-bench-") as home:
        small = Path(home) / "small"
        small.mkdir()
        (small / "wordfreqs.tsv").write_bytes(WORDS.read_bytes())
        skep = Skep(binary, home)
        for name, place in (("wordfreqs", small), ("words1g", big)):
            skep.define(name, "freq int, word string", STORAGE, f"file://{place}")
        rows = []

        def row(what, value, unit, limit):
            rows.append((what, f"{value:.1f} {unit}", f"≤ {limit} {unit}", value <= limit))

        for question in ("select * from wordfreqs limit 5", "select count(word) from wordfreqs"):
            skep.run(question)
            median = statistics.median(skep.run(question).seconds for _ in range(runs))
            row(f"`{question}`, whole process, median of {runs}", median * 1000, "ms", 30)
        read = bytes_read(skep.run("select * from words1g limit 5").err)
        row("bytes read by `select * … limit 5` of 1 GB", read / MB, "MB", 1)
        count = skep.run("select count(word) from words1g")
        lines = sum(chunk.count(b"\n") for chunk in chunks(big / "words.tsv"))
        if count.out.strip() != str(lines):
            raise Failed(f"count over 1 GB answered {count.out.strip()}, the file has {lines} lines")
        row(f"peak memory of `count(word)` over 1 GB ({count.seconds:.1f} s)", count.peak / MB, "MB", 300)
        row("binary", binary.stat().st_size / MB, "MB", 120)
    return rows


def bytes_read(err: str) -> float:
    found = re.search(r"Read: ([0-9.]+) ([KMG]?B)", err)
    if not found:
        raise Failed(f"no bytes read in: {err}")
    return float(found[1]) * UNITS[found[2]]


def chunks(path: Path):
    with path.open("rb") as file:
        while chunk := file.read(1 << 24):
            yield chunk
