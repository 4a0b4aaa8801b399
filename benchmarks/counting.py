"""What counting costs: a tap, a batch, and the size of the file. `python -m benchmarks.counting`."""

import asyncio
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.yardstick import WHERE_TARGETS_WERE_SET, reading
from bot.app import Counting, load_guide
from bot.core.facts import Facts
from bot.core.guide import Guide
from bot.core.screen import show
from bot.core.view import Outcome
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import MemoryStore
from bot.observatory.tables import Seen, cells, codebook
from bot.observatory.tally import BatchTally, Pace
from bot.settings import read_settings
from tests.observatory.cases import KNOWLEDGE, NOON, observed

BOOK = codebook(KNOWLEDGE, observed(), {"series": "0" * 12, "version": "1" * 12})
TARGET_US = 20.0

EMPTY = Seen(at=NOON, facts=Facts(), territory="unknown", channel="telegram", language="fr", step="accueil")
WHOLE = EMPTY._replace(
    facts=Facts(
        domain="private_housing", treatment="refusal", criteria=("surname",), evidence="oui", steps_taken="rien"
    ),
    territory="epci:245901160",
    outcome=Outcome("direct_discrimination"),
    first_orientation="ddd_3928",
    usefulness="oui",
    step="resultat",
)
#: A conversation as it goes, one tap a line: what is known grows, two pages are read, the answer is called useful, twice.
TAPS = (
    "", "rf", "rf_lo", "rf_lo_no", "rf_lo_no_t1", "rf_lo_no_t1_f59606", "rf_lo_no_t1_f59606~o", "rf_lo_no_t1_f59606",
    "rf_lo_no_t1_f59606~u", "rf_lo_no_t1_f59606~z1", "rf_lo_no_t1_f59606~z1",
)  # fmt: skip


def once(work: Callable[[], object], times: int = 2_000) -> float:
    """Return the median cost of one call, in µs."""
    costs = []
    for _ in range(times):
        start = time.perf_counter_ns()
        work()
        costs.append(time.perf_counter_ns() - start)
    return statistics.median(costs) / 1_000


async def taps(guide: Guide, conversations: int, read: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Return what counting adds to each tap, all that joins a screen to the counters, and what reading one costs; in µs."""
    now = datetime.now(UTC)
    tally = BatchTally(MemoryStore(), pace=Pace(conversations=10**9))
    counting = Counting(lambda: guide, tally, "telegram")
    screens = [show(guide, path, now) for path in TAPS]
    costs, yardstick = [], []
    for chat in range(conversations):
        for screen in screens:
            start = time.perf_counter_ns()
            await counting.seen(chat, screen, now)
            middle = time.perf_counter_ns()
            read()
            costs.append((middle - start) / 1_000)
            yardstick.append((time.perf_counter_ns() - middle) / 1_000)
    await tally.close()
    return costs, yardstick


async def fill(path: Path, conversations: int, seed: int = 1) -> float:
    """Count that many conversations in batches of twenty; return the seconds that it took."""
    random.seed(seed)
    tally = BatchTally(SqliteStore(path))
    places = [f"epci:{200000000 + number}" for number in range(90)] + ["elsewhere", "unknown"]
    start = time.perf_counter()
    for chat in range(conversations):
        seen = WHOLE._replace(territory=random.choice(places), outcome=Outcome(random.choice(list(KNOWLEDGE.kinds))))
        await tally.note(chat, cells(BOOK, seen), seen.at + timedelta(seconds=chat / 100))
        if chat % 20 == 0:
            await asyncio.sleep(0)
    await tally.close()
    return time.perf_counter() - start


async def batch(path: Path) -> float:
    """Return the median time of writing twenty conversations, in ms."""
    store = SqliteStore(path)
    deltas = [(each, 20) for found in cells(BOOK, WHOLE).values() for each in found]
    costs = []
    for _ in range(30):
        start = time.perf_counter()
        await store.add(deltas)
        costs.append(time.perf_counter() - start)
    return statistics.median(costs) * 1_000


def main() -> None:
    """Print the table."""
    settings = read_settings()
    guide = load_guide(settings)
    read = reading(guide, "rf_lo", settings.clock())
    gc.collect()
    gc.freeze()
    print(f"{'counting':44} {'figure':>12}   target")
    print(f"{'cells of a result screen, median':44} {once(lambda: cells(BOOK, WHOLE)):9.1f} µs")
    print(f"{'cells of a first screen, median':44} {once(lambda: cells(BOOK, EMPTY)):9.1f} µs")
    costs, yardstick = asyncio.run(taps(guide, 2_000, read))
    median, usual = statistics.median(costs), statistics.median(yardstick)
    print(f"{'what counting adds to a tap, median':44} {median:9.1f} µs   {TARGET_US:.0f} µs")
    print(f"{'what counting adds to a tap, 99th percentile':44} {statistics.quantiles(costs, n=100)[98]:9.1f} µs")
    print(f"{'aiogram reading that tap, in turn with it':44} {usual:9.1f} µs   {WHERE_TARGETS_WERE_SET:.0f} µs")
    print(f"{'counting beside that reading':44} {median / usual:9.2f} ×   {TARGET_US / WHERE_TARGETS_WERE_SET:.2f} ×")
    with tempfile.TemporaryDirectory() as folder:
        print(
            f"{'a batch of twenty to SQLite, in background':44} {asyncio.run(batch(Path(folder) / 'batch.db')):9.1f} ms"
        )
        for conversations in (2_000, 20_000):
            path = Path(folder) / f"{conversations}.db"
            seconds = asyncio.run(fill(path, conversations))
            print(
                f"{f'file after {conversations} conversations ({seconds:.1f} s)':44} {path.stat().st_size / 1024:9.0f} KB"
            )


if __name__ == "__main__":
    main()
