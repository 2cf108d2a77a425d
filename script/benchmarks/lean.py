"""Runs a command and notes wall time and peak memory: lean.py NOTES COMMAND…

A process counts the memory of the one that started it as its own until it begins: so that is a small one, of some 10 MB.
"""

import os
import sys
import time

start = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ), 0)
with open(sys.argv[1], "w") as notes:
    notes.write(f"{time.perf_counter() - start} {usage.ru_maxrss * 1024}")
sys.exit(os.waitstatus_to_exitcode(status) & 127)
