"""The yardstick for gzip, in the peers' Python: `inflate.py FILE…` decompresses with zlib-ng, two processes, and prints how many bytes."""

import os
import sys

from zlib_ng import zlib_ng

PROCESSES = 2
CHUNK = 1 << 18


def inflated(path: str) -> int:
    total, stream = 0, zlib_ng.decompressobj(wbits=31)
    with open(path, "rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            total += len(stream.decompress(chunk))
    return total


def main():
    read, write = os.pipe()
    for first in range(PROCESSES):
        if os.fork() == 0:
            total = sum(map(inflated, sys.argv[1 + first :: PROCESSES]))
            os.write(write, f"{total}\n".encode())
            os._exit(0)
    statuses = [os.wait()[1] for _ in range(PROCESSES)]
    if any(statuses):
        sys.exit("a process failed")
    os.close(write)
    with os.fdopen(read) as totals:
        print(sum(map(int, totals)))


if __name__ == "__main__":
    main()
