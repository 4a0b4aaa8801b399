"""What a process has done since its start, in numbers of everybody together: plain integers that a scrape reads.

Counting costs a fraction of a microsecond whether anybody scrapes or not; nothing here knows a chat, a step or a word.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

#: Upper bounds of the durations' histogram, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


@dataclass(slots=True)
class Figures:
    """One process's numbers: updates by kind, how long they took, how many wait, how many met a bug of ours."""

    updates: Counter[str] = field(default_factory=Counter)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0
    waiting: int = 0
    errors: int = 0

    def accepted(self, kind: str) -> None:
        """Note an update taken in; `kind` is one of the Bot API's, such as `message`."""
        self.updates[kind] += 1
        self.waiting += 1

    def handled(self, seconds: float) -> None:
        """Note that an update is handled, so many seconds after it was taken in."""
        self.waiting -= 1
        self.seconds += seconds
        self.buckets[bisect_left(BOUNDS, seconds)] += 1

    def failed(self) -> None:
        """Note that an update met a bug of ours: the person got the emergency numbers."""
        self.errors += 1
