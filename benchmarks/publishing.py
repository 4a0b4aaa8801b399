"""How long a publication takes: two years, 30 territories with counts among all EPCI of the region, every table, with its audits."""

import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bot.app import load_guide
from bot.observatory.export import Source, export
from bot.observatory.layout import layout
from bot.observatory.periods import quarters_of
from bot.observatory.release import Archive
from bot.settings import PARIS, read_settings
from tests.observatory.figures import fabricate

#: Seconds, on two processors that nobody else uses.
TARGET = 60.0
YEARS = ("2024", "2025")
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)


def main(conversations: int = 2500) -> None:
    """Print the seconds of the two years, quarters first, as an officer waits for them."""
    guide = load_guide(read_settings())
    plan = layout(guide)
    counts = fabricate(plan, [each for year in YEARS for each in quarters_of(year)], conversations, seed=1)
    begun = time.perf_counter()

    def say(words: str) -> None:
        print(f"{time.perf_counter() - begun:6.1f} s  {words}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "releases")
        files = export(Source(guide, counts, NOW), archive, YEARS, Path(folder) / "out", say=say)
    seconds = time.perf_counter() - begun
    print(
        f"export and audit of two years ({len(plan.tables)} tables, 30 territories with counts of {len(plan.epcis)}, "
        f"{conversations} conversations a quarter): {seconds:.1f} s (target {TARGET:.0f} s), {_worked():.0f} s of processor, "
        f"{len(files)} files"
    )


def _worked() -> float:
    """Return the processor's seconds, helpers too: what stays the same where others use the machine."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    main()
