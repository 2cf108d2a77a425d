"""Fetches objects whole by ranged GETs, several at a time, throws the bytes away and prints how many they were.

  download.py PORT PATH…

What a server on this machine can give at most: a scan of the same objects can't be quicker.
"""

import concurrent.futures
import http.client
import sys
import threading

RANGE, REQUESTS = 4 << 20, 8
local = threading.local()


def connection(port: int):
    if not hasattr(local, "connection"):
        local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        local.buffer = bytearray(1 << 20)
    return local.connection


def length(port: int, path: str) -> int:
    answer = ask(port, "HEAD", path, {})
    answer.read()
    return int(answer.headers["Content-Length"])


def fetch(port: int, path: str, start: int) -> int:
    answer, got = ask(port, "GET", path, {"Range": f"bytes={start}-{start + RANGE - 1}"}), 0
    while count := answer.readinto(local.buffer):
        got += count
    return got


def ask(port: int, method: str, path: str, headers: dict):
    kept = connection(port)
    kept.request(method, path, headers=headers)
    answer = kept.getresponse()
    if answer.status >= 300:
        sys.exit(f"{path}: HTTP status {answer.status}")
    return answer


def main(port: int, paths: list):
    ranges = [(path, start) for path in paths for start in range(0, length(port, path), RANGE)]
    with concurrent.futures.ThreadPoolExecutor(REQUESTS) as pool:
        print(sum(pool.map(lambda part: fetch(port, *part), ranges)))


main(int(sys.argv[1]), sys.argv[2:])
