"""Runs questions in a peer, in the peers' Python: `peer.py NAME ANSWERS < job.json`.

The job: {"threads": 2, "tables": {name: {"kind", "delimiter", "columns": [[name, type]…], "files": […]}}, "questions": {name: sql}}.
ANSWERS gets a line of JSON for each question: its name, the seconds of the question alone (no Python, no JVM, no definitions) and
the rows as text. Each peer reads the text with its own reader, told everything that saves it guessing.
"""

import json
import os
import sys
import tempfile
import time


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def typed(kind, types):
    """A column's type in the peer's words; decimal(p,s) keeps its digits."""
    name, _, digits = kind.partition("(")
    return types[name] + ("(" + digits if digits and name == "decimal" else "")


def directory(table):
    return os.path.dirname(table["files"][0]) + "/"


class DuckDb:
    TYPES = {"int": "INTEGER", "bigint": "BIGINT", "string": "VARCHAR", "date": "DATE", "decimal": "DECIMAL"}

    def __init__(self, threads, tables):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute(f"set threads = {threads}; set preserve_insertion_order = false")
        for name, table in tables.items():
            files = "[" + ", ".join(map(quoted, table["files"])) + "]"
            columns = ", ".join(f"{quoted(column)}: '{typed(kind, self.TYPES)}'" for column, kind in table["columns"])
            if table["kind"] == "json":
                reader = f"read_json({files}, format = 'newline_delimited', columns = {{{columns}}})"
            else:
                reader = (
                    f"read_csv({files}, auto_detect = false, header = false, delim = {quoted(table['delimiter'])}, "
                    f"quote = '', escape = '', columns = {{{columns}}})"
                )
            self.connection.execute(f"create view {name} as select * from {reader}")

    def ask(self, sql):
        return self.connection.execute(sql).fetchall()

    def stop(self):
        self.connection.close()


class ClickHouse:
    TYPES = {"int": "Int32", "bigint": "Int64", "string": "String", "date": "Date32", "decimal": "Decimal"}

    def __init__(self, threads, tables):
        from chdb import session

        self.home = tempfile.TemporaryDirectory(prefix="skep-bench-")
        self.session = session.Session(self.home.name)
        self.session.query(f"SET max_threads = {threads}")
        for name, table in tables.items():
            columns = ", ".join(f"`{column}` {typed(kind, self.TYPES)}" for column, kind in table["columns"])
            first = table["files"][0]
            files = directory(table) + "*" + first[first.rindex(".") :]
            options = ""
            if table["kind"] == "json":
                form = "JSONEachRow"
            elif table["delimiter"] == "\t":
                form = "TSV"
            else:
                form, options = "CSV", f" SETTINGS format_csv_delimiter = {quoted(table['delimiter'])}"
            compression = "gzip" if first.endswith(".gz") else "none"
            self.session.query(
                f"CREATE VIEW {name} AS SELECT * FROM file({quoted(files)}, {form}, {quoted(columns)}, {quoted(compression)}){options}"
            )

    def ask(self, sql):
        text = str(self.session.query(sql, "TSV"))
        return [line.split("\t") for line in text.splitlines()]

    def stop(self):
        self.session.close()
        self.home.cleanup()


class DataFusion:
    TYPES = {"int": "INT", "bigint": "BIGINT", "string": "VARCHAR", "date": "DATE", "decimal": "DECIMAL"}

    def __init__(self, threads, tables):
        import datafusion

        self.context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(threads))
        for name, table in tables.items():
            columns = ", ".join(f"{column} {typed(kind, self.TYPES)}" for column, kind in table["columns"])
            options = []
            if table["kind"] != "json":
                options += ["'format.has_header' 'false'", f"'format.delimiter' {quoted(table['delimiter'])}"]
            if table["files"][0].endswith(".gz"):
                options += ["'format.compression' 'gzip'"]
            self.context.sql(
                f"CREATE EXTERNAL TABLE {name} ({columns}) STORED AS {'JSON' if table['kind'] == 'json' else 'CSV'} "
                f"LOCATION {quoted(directory(table))}" + (f" OPTIONS ({', '.join(options)})" if options else "")
            ).collect()

    def ask(self, sql):
        return [list(row.values()) for batch in self.context.sql(sql).collect() for row in batch.to_pylist()]

    def stop(self):
        pass


class Spark:
    TYPES = {name: name for name in ("int", "bigint", "string", "date", "decimal")}

    def __init__(self, threads, tables):
        from pyspark.sql import SparkSession

        self.home = tempfile.TemporaryDirectory(prefix="skep-bench-")
        settings = {
            "spark.driver.memory": "4g",
            "spark.sql.shuffle.partitions": threads,
            "spark.sql.warehouse.dir": self.home.name,
            "spark.local.dir": self.home.name,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
        builder = SparkSession.builder.master(f"local[{threads}]")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self.spark = builder.getOrCreate()
        for name, table in tables.items():
            columns = ", ".join(f"{column} {typed(kind, self.TYPES)}" for column, kind in table["columns"])
            reader = self.spark.read.schema(columns)
            if table["kind"] == "json":
                frame = reader.json(directory(table))
            else:
                frame = reader.option("sep", table["delimiter"]).option("quote", "").csv(directory(table))
            frame.createOrReplaceTempView(name)

    def ask(self, sql):
        return [list(row) for row in self.spark.sql(sql).collect()]

    def stop(self):
        """Waits for the JVM: its peak memory counts as this process's child's."""
        machine = self.spark.sparkContext._gateway.proc
        self.spark.stop()
        machine.stdin.close()
        machine.wait(30)
        self.home.cleanup()


PEERS = {"duckdb": DuckDb, "clickhouse": ClickHouse, "datafusion": DataFusion, "spark": Spark}


def main():
    name, answers = sys.argv[1:]
    job = json.load(sys.stdin)
    peer = PEERS[name](job["threads"], job["tables"])
    with open(answers, "w", encoding="utf-8") as out:
        for question, sql in job["questions"].items():
            start = time.perf_counter()
            try:
                rows, failure = peer.ask(sql), None
            except Exception as error:  # whatever the peer raises: the next question is asked all the same
                rows, failure = [], " ".join(str(error).split())[:300]
            seconds = time.perf_counter() - start
            text = [["NULL" if cell is None else str(cell) for cell in row] for row in rows]
            print(json.dumps({"question": question, "seconds": seconds, "rows": text, "failure": failure}), file=out, flush=True)
    peer.stop()


if __name__ == "__main__":
    main()
