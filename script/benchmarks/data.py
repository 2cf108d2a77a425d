"""The tables that are read: made once, under another name, and kept. With each the answers that its maker knows."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .places import GB, HERE, MB, WORDS
from .runs import Failed

FILES = 4
DELIMITED = r"row format delimited fields terminated by '\t' stored as textfile"
# "1 GB": of `words` this is 94.5 million rows.
WHOLE = FILES * 250 * 2**20
# The sizes of the plot. From WHOLE on the files of `words` are linked, so that the cache needs to hold them once only.
SIZES = [MB, 8 * MB, 64 * MB, 512 * MB, WHOLE, 4 * WHOLE, 8 * WHOLE]
RECOUNTED = 16 * MB


@dataclass(frozen=True)
class Shape:
    """How a kind of table is told to skep and to the peers."""

    kind: str  # what peer.py calls the format
    storage: str  # what HiveQL calls it
    columns: list

    def hive_columns(self) -> str:
        return ", ".join(f"{name} {kind}" for name, kind in self.columns)


WIDE = ["bigint", "int", "string", "date", "decimal(10,2)"]
LOGS = "id bigint,seen string,host string,method string,path string,status int,bytes int,agent string,referer string,visitor string"
SHAPES = {
    "words": Shape("delimited", DELIMITED, [["freq", "int"], ["word", "string"]]),
    "wide": Shape("delimited", DELIMITED, [[f"c{n:02}", WIDE[n % 5]] for n in range(1, 31)]),
    "logs": Shape("json", "stored as jsonfile", [column.split() for column in LOGS.split(",")]),
}


@dataclass(frozen=True)
class Table:
    directory: Path
    shape: Shape
    answers: dict  # question: rows

    @property
    def files(self):
        return sorted(file for file in self.directory.iterdir() if file.name[0] not in "._")

    @property
    def bytes(self) -> int:
        return sum(file.stat().st_size for file in self.files)

    kind = property(lambda self: self.shape.kind)
    columns = property(lambda self: self.shape.columns)

    def warm(self):
        warm(self.files)


class Data:
    """`scale` makes everything smaller, for trying things out."""

    def __init__(self, directory: Path, scale: float):
        self.directory = directory if scale == 1 else directory / f"scale-{scale:g}"
        self.scale = scale
        self.directory.mkdir(parents=True, exist_ok=True)

    def sizes(self):
        return [int(size * self.scale) for size in SIZES]

    def generated(self, kind: str, size: int = WHOLE, name: str = "") -> Table:
        """`words`, `wide` or `logs` of about `size` bytes."""
        name = name or kind
        directory, known = self.directory / name, self.directory / f"{name}.json"
        if not directory.exists() or not known.exists():
            made = size if name != kind else int(size * self.scale)
            with Making(directory, made) as part:
                command = [self.program("gen"), kind, WORDS, str(made // FILES), str(FILES), part]
                known.write_text(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        answers = {
            question: [[str(cell) for cell in row] for row in rows]
            for question, rows in json.loads(known.read_text()).items()
            if isinstance(rows, list)
        }
        table = Table(directory, SHAPES[kind], answers)
        if kind == "words" and table.bytes <= RECOUNTED:
            recount(table)
        return table

    def of_size(self, size: int) -> Table:
        """`words` of another size."""
        whole = int(WHOLE * self.scale)
        if size < whole:
            return self.generated("words", size, f"words-{size}")
        words = self.generated("words")
        times = size // whole
        if times == 1:
            return words
        directory = self.directory / f"words-{size}"
        if not directory.exists():
            with Making(directory, 0) as part:
                for copy in range(times):
                    for file in words.files:
                        os.link(file, part / f"{copy}-{file.name}")
        return Table(directory, words.shape, times_as_many(words.answers, times))

    def one_file(self, size: int) -> Table:
        """`words` again and again in a single file. Large: who asks removes it."""
        words = self.generated("words")
        times = size // int(WHOLE * self.scale)
        directory = self.directory / "one-file"
        if not directory.exists():
            with Making(directory, size) as part, (part / "words.tsv").open("wb", buffering=0) as out:
                for file in words.files * times:
                    with file.open("rb") as text:
                        while os.sendfile(out.fileno(), text.fileno(), None, 1 << 30):
                            pass
        return Table(directory, words.shape, times_as_many(words.answers, times))

    def compressed(self) -> Table:
        """`words`, each file by gzip."""
        words = self.generated("words")
        directory = self.directory / "words-gz"
        if not directory.exists():
            with Making(directory, 2 * words.bytes) as part:
                shutil.copytree(words.directory, part, dirs_exist_ok=True)
                subprocess.run(["gzip", "-6", "-n", *sorted(part.iterdir())], check=True)
        return Table(directory, words.shape, words.answers)

    def program(self, name: str) -> Path:
        """`gen` or `limit`, compiled if its source is newer."""
        source, program = HERE / f"{name}.c", self.directory / name
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            if not shutil.which("cc"):
                raise Failed("there is no C compiler `cc`; `script/bootstrap build` installs it")
            part = program.with_name(f".{name}.part")
            subprocess.run(["cc", "-O3", "-march=native", "-pthread", "-o", part, source], check=True)
            part.rename(program)
        return program


def warm(files):
    """Reads them once, so that the first to be measured isn't the one who pays for the disk.

    In small pieces: what this process holds is the least that its children's peak memory can be.
    """
    for file in files:
        with file.open("rb", buffering=0) as text:
            while text.read(1 << 18):
                pass


class Making:
    """A directory that appears when it is whole, and not at all otherwise."""

    def __init__(self, directory: Path, needed: int):
        self.directory, self.part = directory, directory.with_name(f".{directory.name}.part")
        free = shutil.disk_usage(directory.parent).free
        if free < needed + GB // 2:
            raise Failed(f"`{directory}` needs {needed / GB:.1f} GB and half a one to spare; {free / GB:.1f} GB are free")

    def __enter__(self) -> Path:
        print(f"bench: making {self.directory}", file=sys.stderr)
        shutil.rmtree(self.part, ignore_errors=True)
        self.part.mkdir()
        return self.part

    def __exit__(self, kind, *_):
        if kind:
            shutil.rmtree(self.part, ignore_errors=True)
        else:
            self.part.rename(self.directory)


def times_as_many(answers: dict, times: int) -> dict:
    """The answers where every row is there `times` times."""
    return {
        question: [[cell if not cell.isdigit() else str(int(cell) * times) for cell in row] for row in rows]
        for question, rows in answers.items()
    }


def recount(table: Table):
    """Counts a small `words` again, by other means than its maker: what gen.c says is trusted for the large ones."""
    sums, counts, frequent = Counter(), Counter(), 0
    for file in table.files:
        with file.open(encoding="utf-8") as lines:
            for freq, word in (line.rstrip("\n").split("\t") for line in lines):
                sums[word] += int(freq)
                counts[word] += 1
                frequent += word == "the" and int(freq) > 50000
    top = sorted(sums, key=sums.__getitem__, reverse=True)[:10]
    found = {
        "w1": [[str(sum(counts.values()))]],
        "w2": [[word, str(sums[word]), str(counts[word])] for word in top],
        "w3": [[str(frequent)]],
    }
    if found != table.answers:
        raise Failed(f"gen.c and a count of `{table.directory}` disagree: {table.answers} and {found}")
