"""`script/bench check`: how long skep check takes as a whole process, beside check_mysql_query and the mariadb client.

A private MariaDB with a million rows; the question is an indexed day, asked over TCP on loopback with a password from an option file. Needs
`script/bootstrap test`.
"""

import tempfile
from pathlib import Path

from . import page
from .mariadb import Server, program, surroundings
from .places import MB, PAGE
from .runs import Failed, lean
from .skep import build

P99_MS, MEMORY_MB, OF_CHECK_MYSQL_QUERY = 15, 25, 1.3
ROWS = 1_000_000
DAY = "2009-12-13"
TABLE = f"""
create database shop;
create table shop.log_entries (id int primary key auto_increment, day date, host varchar(20), key (day, host));
insert into shop.log_entries (day, host)
  select date('2009-12-01') + interval seq mod 30 day, concat('web-', seq mod 7) from shop.seq_1_to_{ROWS};
create user monitor@'%' identified by 'secret';
grant select on shop.* to monitor@'%';
"""


def arguments(parser):
    parser.add_argument("--binary", type=Path, help="the skep to measure; without it the release build is made first")
    parser.add_argument("--runs", type=int, default=200, help="runs of each contestant (200)")


def main(args) -> int:
    binary = (args.binary or build()).resolve()
    with tempfile.TemporaryDirectory(prefix="skep-bench-db-") as directory:
        with Server() as server:
            server.ask(TABLE)
            rows = measure(binary, Path(directory), server.port, args.runs)
    section = f"## check\n\n{args.runs} runs of each, in turns; MariaDB on loopback. Machine: {page.machine()}.\n\n{page.figures(rows)}"
    page.write(PAGE, "check", section)
    print(section)
    return 1 if any(ok is False for *_, ok in rows) else 0


def measure(binary: Path, directory: Path, port: int, runs: int):
    options = directory / "my.cnf"
    options.write_text(f"[client]\nhost=127.0.0.1\nport={port}\nuser=monitor\npassword=secret\n[skep]\ndatabase=shop\n", encoding="utf-8")
    options.chmod(0o600)
    query = f"select exists(select 1 from shop.log_entries where day='{DAY}' and host='web-3' limit 1)"
    peer = ["-H", "127.0.0.1", "-P", str(port), "-u", "monitor", "-p", "secret", "-d", "shop"]
    contestants = {
        "skep check": ([binary, "check", "log_entries", f"day={DAY}", "host=web-3", f"--defaults-file={options}"], "1"),
        "check_mysql_query": ([program("check_mysql_query"), *peer, "-q", query], "returned 1"),
        "mariadb -e": ([program("mariadb"), f"--defaults-file={options}", "-N", "-e", query], "1"),
    }
    seen = {name: [] for name in contestants}
    env = surroundings()
    for turn in range(runs + 3):
        for name, (command, answer) in contestants.items():
            ran = lean(command, env=env, timeout_s=20)
            if answer not in ran.out:
                raise Failed(f"{name} answered {ran.out!r}")
            if turn >= 3:
                seen[name].append((ran.seconds * 1_000, ran.peak / MB))
    rows, p50s = [], {}
    for name, figures in seen.items():
        times = sorted(ms for ms, _ in figures)
        p50s[name], p99 = times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]
        peak = max(memory for _, memory in figures)
        ours = name == "skep check"
        rows.append([f"{name}: p50", f"{p50s[name]:.1f} ms", "", None])
        rows.append([f"{name}: p99", f"{p99:.1f} ms", f"≤ {P99_MS} ms" if ours else "", p99 <= P99_MS if ours else None])
        rows.append([f"{name}: memory", f"{peak:.1f} MB", f"≤ {MEMORY_MB} MB" if ours else "", peak <= MEMORY_MB if ours else None])
    of_peer = p50s["skep check"] / p50s["check_mysql_query"]
    rows.append(["p50: skep check / check_mysql_query", f"{of_peer:.2f} ×", f"≤ {OF_CHECK_MYSQL_QUERY} ×", of_peer <= OF_CHECK_MYSQL_QUERY])
    return rows

