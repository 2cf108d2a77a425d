"""Contestants measured in turn, round by round, so that a slow minute of the machine hits all of them; answers checked."""

import statistics
import sys
from dataclasses import dataclass, field

from .runs import Failed


@dataclass
class Result:
    seconds: list = field(default_factory=list)
    peak: int = 0
    failure: str = ""

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None

    def as_json(self):
        return {"seconds": self.median, "runs": len(self.seconds), "peak": self.peak, "failure": self.failure}


def contest(label: str, contestants: dict, expected, rounds: int, patience_s: float, complaints: list) -> dict:
    """{name: Result}. A contestant is called without arguments and gives (seconds, peak bytes, rows); rows None are not checked.

    One that would need more than `patience_s` in all sits out the later rounds. What fails is told and left out, a wrong
    answer is added to `complaints`.
    """
    results = {name: Result() for name in contestants}
    for turn in range(rounds):
        for name, play in contestants.items():
            result = results[name]
            if result.failure or (turn and sum(result.seconds) * (turn + 1) / turn > patience_s):
                continue
            try:
                seconds, peak, rows = play()
            except Failed as failure:
                result.failure = str(failure)
                say(f"{label}: {name} failed: {failure}")
                continue
            if rows is not None and expected is not None and rows != expected:
                result.failure = "wrong answer"
                complaints.append(f"{label}: {name} answered {rows}, right is {expected}")
                say(complaints[-1])
                continue
            result.seconds.append(seconds)
            result.peak = max(result.peak, peak)
            say(f"{label}: round {turn + 1}: {name} {seconds:.3f} s, {peak / 1e6:.0f} MB")
    return results


def say(text: str):
    print(f"bench: {text}", file=sys.stderr, flush=True)
