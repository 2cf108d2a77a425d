"""Asks an engine of others for status, count and sum of bytes of combined lines.

  log_peer.py PEER DIRECTORY ANSWERS

Each is asked as its users do it for lines that it has no format for: with a regular expression.
"""

import json
import sys
import time
from pathlib import Path

STATUS = r'" ([0-9]{3}) [0-9-]+ "'
BYTES = r'" [0-9]{3} ([0-9]+) "'


def duckdb(directory: str):
    import duckdb as engine

    engine.execute("set threads = 2")
    lines = f"read_csv('{directory}/*.log', columns = {{'line': 'varchar'}}, delim = '\\x01', quote = '', escape = '', header = false, auto_detect = false)"
    return engine.execute(
        f"select regexp_extract(line, '{STATUS}', 1) s, count(*), sum(try_cast(regexp_extract(line, '{BYTES}', 1) as bigint)) from {lines} group by s order by s"
    ).fetchall()


def clickhouse(directory: str):
    import chdb

    lines = f"file('{directory}/*.log', 'LineAsString', 'line String')"
    answer = chdb.query(
        f"select extract(line, '{STATUS}') s, count(), sum(toUInt64OrNull(extract(line, '{BYTES}'))) from {lines} group by s order by s settings max_threads = 2",
        "JSONCompactStringsEachRow",
    )
    return [json.loads(line) for line in str(answer).splitlines()]


def main(peer: str, directory: str, answers: str):
    asked = {"duckdb": duckdb, "clickhouse": clickhouse}[peer]
    __import__({"duckdb": "duckdb", "clickhouse": "chdb"}[peer])
    start = time.perf_counter()
    rows = [[str(value) for value in row] for row in asked(directory)]
    Path(answers).write_text(json.dumps({"seconds": time.perf_counter() - start, "rows": rows}))


main(*sys.argv[1:])
