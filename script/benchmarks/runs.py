"""One process, measured: wall time, peak memory, what it said. Nothing that was started outlives the call."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace

from .places import HERE


class Failed(Exception):
    """A program that could not do it: skep, a peer, a server. The message is for people."""


@dataclass
class Run:
    seconds: float
    peak: int  # resident bytes, the largest of the process and of the children that it waited for
    out: str
    err: str
    processor: float = 0  # seconds, of `lean` only


def run(command, *, env=None, stdin="", timeout_s=600) -> Run:
    """Runs to the end; `Failed` if that is not 0, or takes longer than `timeout_s`."""
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        late = threading.Event()
        start = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command], env=env, stdin=given, stdout=out, stderr=err, start_new_session=True)
        timer = threading.Timer(timeout_s, lambda: (late.set(), end_group(child)))
        timer.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            timer.cancel()
            end_group(child)
        out.seek(0)
        err.seek(0)
        stdout, stderr = out.read().decode(errors="replace"), err.read().decode(errors="replace")
    if late.is_set():
        raise Failed(f"not done after {timeout_s} s")
    if child.returncode != 0:
        raise Failed(f"ended with {child.returncode}: {' '.join(stderr.split())[-300:]}")
    return Run(seconds, usage.ru_maxrss * 1024, stdout, stderr)


def lean(*commands, env=None, timeout_s=600) -> Run:
    """The same under a small process (`lean.py`), so that the peak is the command's own. Several commands are a pipe."""
    words = [word for command in commands for word in ("@PIPE", *command)][1:]
    with tempfile.NamedTemporaryFile("r") as notes:
        ran = run([sys.executable, "-S", "-E", HERE / "lean.py", notes.name, *words], env=env, timeout_s=timeout_s)
        seconds, peak, processor = map(float, notes.read().split())
    return replace(ran, seconds=seconds, peak=int(peak), processor=processor)


def end_group(child):
    """Ends the child, if it runs, and what it started (a JVM, say)."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    if child.returncode is None and threading.current_thread() is threading.main_thread():
        child.wait()
