"""How long a publication takes: two years, 30 territories with counts among all EPCI of the region, every table, with its audits."""

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

YEARS = ("2024", "2025")
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)


def main(conversations: int = 1500) -> None:
    """Print the seconds of each period and of the whole."""
    guide = load_guide(read_settings())
    plan = layout(guide)
    counts = fabricate(plan, [each for year in YEARS for each in quarters_of(year)], conversations, seed=1)
    whole = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "releases")
        for period in (*(each for year in YEARS for each in quarters_of(year)), *YEARS):
            begun = time.perf_counter()
            export(
                Source(guide, counts, NOW),
                archive,
                [period],
                Path(folder) / "out",
                say=lambda words: print(words, file=sys.stderr),
            )
            print(f"{period:8} {time.perf_counter() - begun:6.1f} s")
    print(
        f"{'total':8} {time.perf_counter() - whole:6.1f} s ({len(plan.epcis)} EPCI, {conversations} conversations a quarter)"
    )


if __name__ == "__main__":
    main()
