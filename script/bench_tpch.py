#!/usr/bin/env python3
"""TPC-H over text files: skep's 22 answers compared with other engines' answers over the same files, and the time of each.

  script/bench_tpch.py --binary PATH [--scale 1] [--peers duckdb,clickhouse,datafusion] [--queries 1,2,…] [--runs 1]

The files are made once by `tpchgen-cli` (PyPI), which the peers' Python holds, as it does `duckdb`, `chdb-core` and
`datafusion`: see script/bench. `script/bench text` calls `measure`.

Every engine reads the `.tbl` files for each query anew; nothing is loaded. Answers are compared value by value, in order.
Numbers may differ where the types do: an average is a decimal in Hive and a double in DuckDB.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("SKEP_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "skep-ci")
EXAMPLE = ROOT / "examples" / "tpch"
QUERIES = range(1, 23)
PEERS = ("duckdb", "clickhouse", "datafusion")
TIMEOUT_S = 600

# Column types as duckdb and datafusion name them; `end` is the empty field after the last `|`.
TABLES = {
    "region": "r_regionkey int, r_name varchar, r_comment varchar",
    "nation": "n_nationkey int, n_name varchar, n_regionkey int, n_comment varchar",
    "supplier": "s_suppkey bigint, s_name varchar, s_address varchar, s_nationkey int, s_phone varchar, "
    "s_acctbal decimal(15;2), s_comment varchar",
    "customer": "c_custkey bigint, c_name varchar, c_address varchar, c_nationkey int, c_phone varchar, "
    "c_acctbal decimal(15;2), c_mktsegment varchar, c_comment varchar",
    "part": "p_partkey bigint, p_name varchar, p_mfgr varchar, p_brand varchar, p_type varchar, p_size int, "
    "p_container varchar, p_retailprice decimal(15;2), p_comment varchar",
    "partsupp": "ps_partkey bigint, ps_suppkey bigint, ps_availqty int, ps_supplycost decimal(15;2), ps_comment varchar",
    "orders": "o_orderkey bigint, o_custkey bigint, o_orderstatus varchar, o_totalprice decimal(15;2), o_orderdate date, "
    "o_orderpriority varchar, o_clerk varchar, o_shippriority int, o_comment varchar",
    "lineitem": "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, l_quantity decimal(15;2), "
    "l_extendedprice decimal(15;2), l_discount decimal(15;2), l_tax decimal(15;2), l_returnflag varchar, "
    "l_linestatus varchar, l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct varchar, "
    "l_shipmode varchar, l_comment varchar",
}


def columns(table):
    """(name, type) of a table's columns."""
    pairs = (column.split() for column in TABLES[table].split(","))
    return [(name, kind.replace(";", ",")) for name, kind in pairs]


def make_data(python, scale="1", directory=CACHE / "bench"):
    """The directory with one directory a table; made under another name, so never half."""
    whole = directory / f"tpch-sf{scale}"
    if whole.exists():
        return whole
    print(f"bench: making {whole}", file=sys.stderr)
    new = directory / f".tpch-sf{scale}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    generator = Path(python).parent / "tpchgen-cli"
    subprocess.run([generator, "-s", scale, "--output-dir", new], check=True)
    for table in TABLES:
        (new / table).mkdir()
        (new / f"{table}.tbl").rename(new / table / f"{table}.tbl")
    new.rename(whole)
    return whole


def query(number, scale="1"):
    """The text of a query, without comment and semicolon."""
    lines = (EXAMPLE / f"q{number:02}.sql").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(";")
    # The specification's fraction depends on the scale.
    return text.replace("0.0001", f"{Decimal('0.0001') / Decimal(scale):f}") if number == 11 else text


def skep(binary, data, numbers=QUERIES, scale="1", runs=1):
    """{number: {seconds, cpu, rows}} of one process a query."""
    answers = {}
    with tempfile.TemporaryDirectory() as home:
        env = {"PATH": os.environ["PATH"], "HOME": home, "SKEP_HOME": f"{home}/skep", "TZ": "UTC"}
        schema = [binary, "-S", "--hivevar", f"data=file://{data}", "-f", EXAMPLE / "schema.sql"]
        subprocess.run(schema, env=env, check=True, stdin=subprocess.DEVNULL)
        for number in numbers:
            command = [binary, "-S", "--database", "tpch", "-e", query(number, scale)]
            best = None
            for _ in range(runs):
                before, start = cpu(resource.RUSAGE_CHILDREN), time.perf_counter()
                try:
                    done = subprocess.run(
                        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_S
                    )
                except subprocess.TimeoutExpired:
                    answers[number] = {"error": f"not done after {TIMEOUT_S} s"}
                    break
                seconds, used = time.perf_counter() - start, cpu(resource.RUSAGE_CHILDREN) - before
                if done.returncode != 0:
                    answers[number] = {"error": done.stderr.strip()}
                    break
                rows = [line.split("\t") for line in done.stdout.splitlines()]
                if best is None or seconds < best["seconds"]:
                    best = {"seconds": seconds, "cpu": used, "rows": rows}
            else:
                answers[number] = best
    return answers


def peer(name, python, data, numbers=QUERIES, scale="1", runs=1):
    """The same of a peer: one process for all, so that its start isn't counted."""
    command = [python, __file__, "--as-peer", name, "--data", data, "--scale", scale, "--runs", str(runs)]
    command += ["--queries", ",".join(map(str, numbers))]
    try:
        out = subprocess.run(command, stdout=subprocess.PIPE, timeout=TIMEOUT_S * len(list(numbers))).stdout
    except subprocess.TimeoutExpired as late:  # what was answered until then counts
        out = (late.stdout or b"").rpartition(b"\n")[0]
    answers = {}
    for line in out.splitlines():
        answer = json.loads(line)
        answers[answer.pop("number")] = answer
    return answers


def differences(number, ours, theirs):
    """What differs between two answers to a query, as text; None if nothing."""
    for name, answer in (("skep", ours), ("the peer", theirs)):
        if answer is None or "error" in answer:
            return f"{name} failed: {(answer or {}).get('error', 'no answer')}"
    if len(ours["rows"]) != len(theirs["rows"]):
        return f"{len(ours['rows'])} rows instead of {len(theirs['rows'])}"
    for at, (a, b) in enumerate(zip(ours["rows"], theirs["rows"]), 1):
        if len(a) != len(b) or not all(map(same, a, b)):
            return f"row {at} is {a} instead of {b}"
    return None


def same(a, b):
    """True if two values are equal, or are numbers equal up to a unit in the last place of the coarser one."""
    if a == b:
        return True
    try:
        x, y = Decimal(a), Decimal(b)
    except InvalidOperation:
        return False
    # Fewer than four decimals are cents and counts: they are exact in all engines.
    scale = min(max(-v.as_tuple().exponent, 0) for v in (x, y))
    return x == y or (scale >= 4 and abs(x - y) <= Decimal(1).scaleb(-scale)) or abs(x - y) <= abs(y) * Decimal("1e-12")


def measure(binary, python, scale="1", peers=PEERS, numbers=QUERIES, runs=1, data=CACHE / "bench"):
    """Answers of skep and of the peers, and [(number, what differs from the first peer that answered)]."""
    data = make_data(python, scale, data)
    results = {"skep": skep(binary, data, numbers, scale, runs)}
    for name in peers:
        results[name] = peer(name, python, data, numbers, scale, runs)
    wrong = []
    for number in numbers:
        judges = [results[name].get(number) for name in peers]
        judge = next((answer for answer in judges if answer and "rows" in answer), None)
        difference = differences(number, results["skep"][number], judge)
        if difference:
            wrong.append((number, difference))
    return results, wrong


def cpu(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


# What follows runs in the peers' Python.


def as_peer(name, data, numbers, scale, runs):
    run = {"duckdb": duckdb, "clickhouse": clickhouse, "datafusion": datafusion}[name](data)
    for number in numbers:
        answer = {"number": number}
        try:
            for _ in range(runs):
                before, start = cpu(resource.RUSAGE_SELF), time.perf_counter()
                rows = run(query(number, scale))
                seconds, used = time.perf_counter() - start, cpu(resource.RUSAGE_SELF) - before
                if "seconds" not in answer or seconds < answer["seconds"]:
                    answer.update(seconds=seconds, cpu=used, rows=rows)
        except Exception as error:  # Whatever a peer can't do is part of the answer.
            answer["error"] = str(error)[:300]
        print(json.dumps(answer), flush=True)


def text(value):
    """A value as Hive prints it, up to the digits of numbers."""
    return "NULL" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def duckdb(data):
    import duckdb

    session = duckdb.connect()
    for table in TABLES:
        typed = ", ".join(f"'{n}': '{t}'" for n, t in columns(table))
        names = ", ".join(n for n, _ in columns(table))
        session.sql(
            f"create view {table} as select {names} from read_csv('{data}/{table}/{table}.tbl', delim='|', header=false, "
            f"auto_detect=false, quote='', escape='', columns={{{typed}, '_end': 'varchar'}})"
        )
    return lambda sql: [[text(v) for v in row] for row in session.execute(sql).fetchall()]


def clickhouse(data):
    import chdb.session

    session = chdb.session.Session()
    kinds = {"int": "Int32", "bigint": "Int64", "varchar": "String", "date": "Date32"}
    session.query("create database tpch")
    for table in TABLES:
        typed = ", ".join(f"{n} {kinds.get(t, t.title())}" for n, t in columns(table))
        names = ", ".join(n for n, _ in columns(table))
        session.query(
            f"create view tpch.{table} as select {names} from file('{data}/{table}/{table}.tbl', 'CSV', '{typed}, _end String')"
        )
    settings = "format_csv_delimiter='|', format_csv_allow_double_quotes=0, allow_experimental_correlated_subqueries=1, "
    settings += "join_use_nulls=1, aggregate_functions_null_for_empty=1, input_format_csv_trim_whitespaces=0"
    session.query("use tpch")

    def run(sql):
        # It calculates with literals as doubles, and 0.06 + 0.01 is less than 0.07 then.
        sql = sql.replace("0.06 - 0.01", "0.05").replace("0.06 + 0.01", "0.07")
        out = session.query(f"{sql} settings {settings}", "TSVRaw")
        return [line.replace("\\N", "NULL").split("\t") for line in str(out).splitlines()]

    return run


def datafusion(data):
    import datafusion
    import pyarrow as pa

    session = datafusion.SessionContext()
    kinds = {"int": pa.int32(), "bigint": pa.int64(), "varchar": pa.string_view(), "date": pa.date32()}
    for table in TABLES:
        fields = [(n, kinds.get(t, pa.decimal128(15, 2))) for n, t in columns(table)] + [("_end", pa.string_view())]
        session.register_csv(
            table, f"{data}/{table}/{table}.tbl", schema=pa.schema(fields), delimiter="|", has_header=False, file_extension=".tbl"
        )

    def run(sql):
        rows = []
        for batch in session.sql(sql).collect():
            rows += [[text(v) for v in row] for row in zip(*(column.to_pylist() for column in batch.columns))]
        return rows

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, help="the skep to measure")
    parser.add_argument("--python", type=Path, default=CACHE / "peers" / "venv" / "bin" / "python", help="with the peers")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--queries", default=",".join(map(str, QUERIES)))
    parser.add_argument("--runs", type=int, default=1, help="runs of each query; the fastest counts")
    parser.add_argument("--data", type=Path, default=CACHE / "bench", help="where the files are kept")
    parser.add_argument("--as-peer", help=argparse.SUPPRESS)
    args = parser.parse_args()
    numbers = [int(number) for number in args.queries.split(",")]
    if args.as_peer:
        as_peer(args.as_peer, args.data, numbers, args.scale, args.runs)
        return 0
    peers = [name for name in args.peers.split(",") if name]
    results, wrong = measure(args.binary.resolve(), args.python, args.scale, peers, numbers, args.runs, args.data)
    print("query" + "".join(f"{name + ' s (cpu)':>24}" for name in results))
    for number in numbers:
        print(f"{number:5}" + "".join(f"{figures(results[name].get(number)):>24}" for name in results))
    whole = [{key: sum(a.get(key, 0) for a in results[name].values()) for key in ("seconds", "cpu")} for name in results]
    print("total" + "".join(f"{figures(total):>24}" for total in whole))
    for number, difference in wrong:
        print(f"query {number}: {difference}")
    return 1 if wrong else 0


def figures(answer):
    return f"{answer['seconds']:.2f} ({answer['cpu']:.2f})" if answer and "seconds" in answer else "failed"


if __name__ == "__main__":
    sys.exit(main())
