"""Asks an engine of others for status, count and sum of bytes of combined lines.

  log_peer.py PEER DIRECTORY ANSWERS

Each is asked as its users do it for lines that it has no format for, with a regular expression: one that reads a whole line, and right on any, or
(`-short`) one that looks for a status between a quote and a quote, and may find it in what a client sent.
"""

import json
import sys
import time
from pathlib import Path

WHOLE = r'^(\S+) (\S+) (.*?) \[([^\]]*)\] "((?:[^"\\]|\\.)*)" (\d+|-) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$'
STATUS = r'" ([0-9]{3}) [0-9-]+ "'
BYTES = r'" [0-9]{3} ([0-9]+) "'


def duckdb(directory: str, short: bool):
    import duckdb as engine

    engine.execute("set threads = 2")
    lines = f"read_csv('{directory}/*.log', columns = {{'line': 'varchar'}}, delim = '\\x01', quote = '', escape = '', header = false, auto_detect = false)"
    status, size = [f"regexp_extract(line, '{regex}', {group})" for regex, group in ([(STATUS, 1), (BYTES, 1)] if short else [(WHOLE, 6), (WHOLE, 7)])]
    return engine.execute(f"select {status} s, count(*), sum(try_cast({size} as bigint)) from {lines} group by s order by s").fetchall()


def clickhouse(directory: str, short: bool):
    import chdb

    lines = f"file('{directory}/*.log', 'LineAsString', 'line String')"
    if short:
        fields = f"select extract(line, '{STATUS}') s, extract(line, '{BYTES}') b from {lines}"
    else:
        whole = WHOLE.replace("\\", "\\\\")
        fields = f"select g[6] s, g[7] b from (select extractGroups(line, '{whole}') g from {lines})"
    answer = chdb.query(
        f"select s, count(), sum(toUInt64OrNull(b)) from ({fields}) group by s order by s settings max_threads = 2", "JSONCompactStringsEachRow"
    )
    return [json.loads(line) for line in str(answer).splitlines()]


def main(peer: str, directory: str, answers: str):
    name, _, short = peer.partition("-")
    asked = {"duckdb": duckdb, "clickhouse": clickhouse}[name]
    __import__({"duckdb": "duckdb", "clickhouse": "chdb"}[name])
    start = time.perf_counter()
    rows = [[str(value) for value in row] for row in asked(directory, short == "short")]
    Path(answers).write_text(json.dumps({"seconds": time.perf_counter() - start, "rows": rows}))


main(*sys.argv[1:])
