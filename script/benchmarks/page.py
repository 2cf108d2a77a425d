"""docs/benchmarks.md: each kind of measurement owns the lines between its two markers; everything else is written by hand."""

import os
import platform
import re
from pathlib import Path

HEAD = """# Benchmarks

What stands between `bench:` markers is written by `script/bench`; the rest by hand.
"""


def write(page: Path, kind: str, section: str):
    """Replaces the section of `kind`, or adds it at the end. The page is whole at every moment."""
    text = page.read_text(encoding="utf-8") if page.exists() else HEAD
    marked = f"<!-- bench:{kind} -->\n{section.strip()}\n<!-- /bench:{kind} -->\n"
    old = re.compile(rf"<!-- bench:{kind} -->\n.*?<!-- /bench:{kind} -->\n", re.DOTALL)
    text = old.sub(lambda _: marked, text) if old.search(text) else text.rstrip("\n") + "\n\n" + marked
    part = page.with_name("." + page.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.rename(page)


def table(head: list, rows: list) -> str:
    """A Markdown table; columns after the first are right-aligned where they hold figures."""
    is_figures = [any(row[at][:1].isdigit() for row in rows) for at in range(1, len(head))]
    rule = "|---|" + "".join("---:|" if figures else "---|" for figures in is_figures)
    lines = ["| " + " | ".join(line) + " |" for line in (head, *rows)]
    return "\n".join([lines[0], rule, *lines[1:]])


def figures(rows: list) -> str:
    """Rows of (what, measured, target, met); met is None where there is nothing to meet."""
    met = {True: "yes", False: "**no**", None: ""}
    return table(["what", "measured", "target", "met"], [[what, value, target, met[ok]] for what, value, target, ok in rows])


def machine() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        cpus = {line.split(":")[1].strip() for line in info if line.startswith("model name")}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {', '.join(sorted(cpus)) or platform.machine()}, {memory:.0f} GiB of memory, {platform.system()}"
