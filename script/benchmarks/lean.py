"""Runs a command, or several as a pipe, and notes wall time, peak memory and processor time: lean.py NOTES COMMAND… [@PIPE COMMAND…]

A process counts the memory of the one that started it as its own until it begins: so that is a small one, of some 10 MB. Of a pipe
the peaks and the processor times are added up; it fails where one of its commands does.
"""

import os
import sys
import time

notes, *words = sys.argv[1:]
commands = [[]]
for word in words:
    if word == "@PIPE":
        commands.append([])
    else:
        commands[-1].append(word)
start = time.perf_counter()
given, children = 0, []
for at, command in enumerate(commands):
    taken, out = os.pipe() if at + 1 < len(commands) else (0, 1)
    actions = [(os.POSIX_SPAWN_DUP2, given, 0), (os.POSIX_SPAWN_DUP2, out, 1)]
    children.append(os.posix_spawnp(command[0], command, os.environ, file_actions=actions))
    for end in (given, out):
        if end > 2:
            os.close(end)
    given = taken
ended = [os.wait4(child, 0)[1:] for child in children]
seconds = time.perf_counter() - start
peak = sum(usage.ru_maxrss * 1024 for _, usage in ended)
processor = sum(usage.ru_utime + usage.ru_stime for _, usage in ended)
with open(notes, "w") as file:
    file.write(f"{seconds} {peak} {processor}")
sys.exit(max(os.waitstatus_to_exitcode(status) & 127 for status, _ in ended))
