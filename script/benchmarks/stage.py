"""What measures stand on: the data, and every contestant as something that can be called for one run."""

import os
from pathlib import Path

from . import peers
from .contest import contest
from .data import Data, Table
from .peers import PYTHON
from .places import HERE
from .runs import Failed, run
from .skep import Skep

C_QUESTIONS = {"w1": "1", "w2": "2", "w3": "3"}
CORES = 2
SKEP_TIMEOUT_S = 600


class Stage:
    def __init__(self, binary: Path, home: str, data: Data, peer_names: list, rounds: int, patience_s: float, peer_timeout_s: int):
        self.binary, self.home, self.data, self.peer_names = binary, home, data, peer_names
        self.rounds, self.patience_s, self.peer_timeout_s = rounds, patience_s, peer_timeout_s
        self.complaints = []
        if len(os.sched_getaffinity(0)) > CORES:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])

    def contest(self, label: str, contestants: dict, expected, rounds=None) -> dict:
        """{name: figures of its runs}, see `contest`."""
        results = contest(label, contestants, expected, rounds or self.rounds, self.patience_s, self.complaints)
        return {name: result.as_json() for name, result in results.items()}

    def skep(self, name: str, table: Table, question: str, location="", variables=()):
        skep = Skep(self.binary, self.home, variables)
        skep.define(name, table.shape.hive_columns(), table.shape.storage, location or f"file://{table.directory}")

        def play():
            done = skep.run(question.format(table=name), SKEP_TIMEOUT_S)
            return done.seconds, done.peak, [line.split("\t") for line in done.out.splitlines()]

        return play

    def c(self, question: str, table: Table):
        """limit.c. Of w2 it prints what needs both threads' groups to be merged, so that isn't checked."""
        program = self.data.program("limit")

        def play():
            done = run([program, C_QUESTIONS[question], *table.files])
            return done.seconds, done.peak, None if question == "w2" else [[done.out.strip()]]

        return play

    def peer(self, peer: str, name: str, table: Table, question: str):
        return lambda: peers.ask(peer, name, table, question.format(table=name), self.peer_timeout_s)

    def peers(self, name: str, table: Table, question: str, without=()) -> dict:
        return {peer: self.peer(peer, name, table, question) for peer in self.peer_names if peer not in without}

    def inflate(self, table: Table):
        """zlib-ng alone; `expected` of the contest is about rows, so its own answer is compared here."""
        whole = self.data.generated("words").bytes

        def play():
            done = run([PYTHON, HERE / "inflate.py", *table.files])
            if int(done.out) != whole:
                raise Failed(f"{done.out.strip()} bytes instead of {whole}")
            return done.seconds, done.peak, None

        return play

    def download(self, table: Table, port: int, paths: list):
        """The same objects fetched and thrown away: the server's own speed, beside which a scan stands."""

        def play():
            done = run([PYTHON, HERE / "download.py", port, *paths])
            if int(done.out) != table.bytes:
                raise Failed(f"{done.out.strip()} bytes instead of {table.bytes}")
            return done.seconds, done.peak, None

        return play
