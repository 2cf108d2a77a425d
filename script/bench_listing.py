#!/usr/bin/env python3
"""How long skep takes to plan a query over 100,000 objects in 1,000 partitions, on a local S3 server (SeaweedFS).

  script/bench_listing.py --binary PATH [--partitions N] [--objects N]

`main(binary)` prints one line a figure and returns them as rows of (what, seconds, target in seconds).
Planning is `explain select count(*)`, which lists every partition and reads nothing. `one day` is the same with a
filter on one partition. SeaweedFS comes with `script/bootstrap test`.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CACHE = Path(os.environ.get("SKEP_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "skep-ci")
TOOLS = Path(os.environ.get("SKEP_TEST_TOOLS") or CACHE / "tools")
WEED = TOOLS / "venv" / "bin" / "weed"
KEY, SECRET, BUCKET = "bench", "bench-secret", "bench"
# Only on this machine, small, without the services that would take fixed ports; small files lie in the directory itself.
OPTIONS = [
    "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false",
    "-volume.max=100", "-volume.preStopSeconds=0", "-volume.minFreeSpace=0", "-master.volumeSizeLimitMB=64",
    "-master.telemetry=false", "-filer.saveToFilerLimit=1024",
]
PORTS = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc"]
START_TIMEOUT_S = 60
RUNS = 3


class Server:
    """A private SeaweedFS in a temporary directory; ends with the `with` block."""

    def __enter__(self):
        self.dir = tempfile.TemporaryDirectory(prefix="skep-bench-s3-")
        ports = dict(zip(PORTS, free_ports(len(PORTS))))
        self.filer, self.s3 = ports["filer.port"], ports["s3.port"]
        data, users = Path(self.dir.name) / "data", Path(self.dir.name) / "users.json"
        data.mkdir()
        identity = {"name": "admin", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin", "Read", "Write", "List"]}
        users.write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
        command = [str(WEED), "server", *OPTIONS, *(f"-{name}={port}" for name, port in ports.items())]
        command += [f"-dir={data}", f"-s3.config={users}", f"-filer.localSocket={self.dir.name}/filer.sock"]
        self.log = open(Path(self.dir.name) / "log", "wb")
        self.process = subprocess.Popen(command, cwd=self.dir.name, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.ready():
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.__exit__()
                sys.exit("bench: SeaweedFS did not start")
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.log.close()
        self.dir.cleanup()

    def ready(self) -> bool:
        try:
            return self.post(f"/buckets/{BUCKET}/") in (200, 201, 409) and status(self.s3, "GET", f"/{BUCKET}/x") in (403, 404)
        except OSError:
            return False

    def post(self, path: str) -> int:
        return status(self.filer, "POST", path)

    def env(self) -> dict:
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.s3}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }


def free_ports(count: int):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def status(port: int, method: str, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def fill(server: Server, partitions: int, objects: int) -> None:
    """Objects of four bytes, put through the filer, which is quicker than the S3 door."""
    each = objects // partitions

    def some(days):
        connection = http.client.HTTPConnection("127.0.0.1", server.filer, timeout=60)
        for day in days:
            for n in range(each):
                path = f"/buckets/{BUCKET}/t/day={day:05d}/part-{n:05d}.txt"
                connection.request("PUT", path, body=b"1,x\n", headers={"Content-Type": "text/plain"})
                answer = connection.getresponse()
                answer.read()
                if answer.status >= 300:
                    sys.exit(f"bench: cannot put {path}: HTTP status {answer.status}")

    workers = 8
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(some, range(first, partitions, workers)) for first in range(workers)]:
            done.result()


def main(binary: Path, partitions: int = 1000, objects: int = 100_000):
    if not WEED.exists():
        sys.exit(f"bench: {WEED} is missing: script/bootstrap test")
    with Server() as server, tempfile.TemporaryDirectory() as home:
        started = time.monotonic()
        fill(server, partitions, objects)
        print(f"bench: {objects} objects put in {time.monotonic() - started:.0f} s", file=sys.stderr)
        env = {"PATH": os.environ["PATH"], "HOME": home, "SKEP_HOME": f"{home}/skep", "TZ": "UTC", "AWS_EC2_METADATA_DISABLED": "true"}
        env |= server.env()

        def run(statement: str) -> tuple[float, str]:
            begun = time.perf_counter()
            done = subprocess.run([binary, "sql", "-e", statement], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                sys.exit(f"bench: `{statement}` ended with {done.returncode}: {done.stderr}")
            return time.perf_counter() - begun, done.stdout

        run(
            "create external table t (n int, w string) partitioned by (day string) row format delimited "
            f"fields terminated by ',' location 's3://{BUCKET}/t'"
        )
        repair, _ = run("msck repair table t")
        _, out = run("show partitions t")
        if len(out.split()) != partitions:
            sys.exit(f"bench: {len(out.split())} partitions were found instead of {partitions}")

        def best(statement: str) -> float:
            return statistics.median(run(statement)[0] for _ in range(RUNS))

        rows = [
            (f"plan over {objects} objects in {partitions} partitions", best("explain select count(*) from t"), 2.0),
            ("the same, the table read twice (self-join)", best("explain select count(*) from t a join t b on a.n = b.n"), 2.5),
            ("the same, one day wanted", best("explain select count(*) from t where day = '00007'"), 0.2),
            ("`msck repair table` of it", repair, None),
        ]
    for what, seconds, target in rows:
        print(f"{what}: {seconds:.2f} s" + (f" (target {target} s)" if target else ""))
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--partitions", type=int, default=1000)
    parser.add_argument("--objects", type=int, default=100_000)
    arguments = parser.parse_args()
    main(arguments.binary.resolve(), arguments.partitions, arguments.objects)
