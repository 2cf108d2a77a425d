"""Reads standard input no faster than so many bytes in a second, and throws them away: slow.py RATE"""

import os
import sys
import time

rate, read, start = float(sys.argv[1]), 0, time.perf_counter()
while part := os.read(0, 1 << 16):
    read += len(part)
    time.sleep(max(0.0, start + read / rate - time.perf_counter()))
