"""Where things are: the repository, what is kept between runs, the page that is written."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = Path(os.environ.get("SKEP_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "skep-ci")
DATA = CACHE / "bench"
HERE = ROOT / "script" / "benchmarks"
WORDS = ROOT / "examples" / "shakespeare" / "wordfreqs.tsv"
PAGE = ROOT / "docs" / "benchmarks.md"
MB = 10**6
GB = 10**9
