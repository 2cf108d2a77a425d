"""How long a query over very many objects takes to plan: 100,000 of four bytes in 1,000 partitions, in SeaweedFS."""

import concurrent.futures
import http.client
import statistics
import time

from .contest import say
from .runs import Failed
from .s3 import BUCKET, Server
from .skep import Skep

PARTITIONS, EACH = 1000, 100
UPLOADERS = 8
TARGET_S = 2


def plan_times(stage) -> list:
    """[what, seconds, target or None]. `explain` lists all that a query would read, and reads nothing of it."""
    partitions = max(1, int(PARTITIONS * stage.data.scale))
    with Server() as server:
        fill(server, partitions)
        skep = Skep(stage.binary, stage.home, server.variables())
        storage = "partitioned by (day string) row format delimited fields terminated by ','"
        skep.define("many", "n int, w string", storage, f"s3://{BUCKET}/many")
        repair = timed(skep, "msck repair table many")
        found = len(skep.run("show partitions many").out.split())
        if found != partitions:
            raise Failed(f"{found} partitions were found instead of {partitions}")
        counted = f"{partitions * EACH:,} objects in {partitions:,} partitions"
        asked = {
            f"planning over {counted}": ("explain select count(*) from many", TARGET_S),
            "the same, the table read twice": ("explain select count(*) from many a join many b on a.n = b.n", None),
            "the same, one partition wanted": ("explain select count(*) from many where day = '00000'", None),
        }
        rows = [[what, statistics.median(timed(skep, sql) for _ in range(stage.rounds)), limit] for what, (sql, limit) in asked.items()]
    return [*rows, ["`msck repair table` of them", repair, None]]


def timed(skep: Skep, statement: str) -> float:
    seconds = skep.run(statement).seconds
    say(f"listing: {statement}: {seconds:.3f} s")
    return seconds


def fill(server: Server, partitions: int):
    """Through the filer, which is quicker than the S3 door, over connections that are kept."""

    def upload(days):
        connection = http.client.HTTPConnection("127.0.0.1", server.filer, timeout=60)
        for path in (f"/buckets/{BUCKET}/many/day={day:05d}/part-{n:05d}" for day in days for n in range(EACH)):
            connection.request("PUT", path, body=b"1,x\n", headers={"Content-Type": "text/plain"})
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 300:
                raise Failed(f"SeaweedFS did not take `{path}`: HTTP status {answer.status}")
        connection.close()

    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(UPLOADERS) as pool:
        for done in [pool.submit(upload, range(first, partitions, UPLOADERS)) for first in range(UPLOADERS)]:
            done.result()
    say(f"listing: {partitions * EACH} objects put in {time.monotonic() - start:.0f} s")
