"""What an operator types about the counts: export, simulate, counts check|repair|backup, releases withdraw.

Pure of argparse: `bot.cli` hands over checked options and prints what comes back.
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.core.guide import Guide
from bot.observatory import upkeep
from bot.observatory.address import open_store
from bot.observatory.export import Source, counts_of, export, wanted
from bot.observatory.release import Archive
from bot.observatory.simulate import Seen, Span, simulate
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import Store, StoreError

Say = Callable[[str], None]


def archive_of(store: Store, suffix: str = "") -> Archive:
    """Return where the releases of a store stand: `releases`, or `releases-demo`, beside its file."""
    folder = store.path.parent if isinstance(store, SqliteStore) else Path()
    return Archive(folder / (f"releases-{suffix}" if suffix else "releases"))


def run_export(  # noqa: PLR0913 - one command's options
    guide: Guide, url: str, suffix: str, period: tuple[str, str], out: Path, *, form: str, now: datetime, say: Say
) -> list[Path]:
    """Publish periods from the counters at `url` (already the demonstration's or the simulation's one).

    Raise PeriodError (misused), UnprotectableError or ReleaseError (the data), StoreError or OSError (the surroundings).
    """
    periods = wanted(*period, now)
    store = open_store(url)
    counts = counts_of(asyncio.run(store.read()))
    source = Source(guide, counts, now, simulation=bool(suffix))
    return export(source, archive_of(store, suffix), periods, out, form=form, say=say)


async def run_simulate(guide: Guide, seen: Seen, conversations: int, seed: int, end: datetime) -> None:
    """Walk synthetic residents through the engine; `seen` counts them, into the simulation's own database."""
    await simulate(guide, seen, conversations, seed, Span(end))


def empty_simulation(url: str) -> None:
    """Begin a simulation anew: its counters and its releases go, so that the same seed leaves the same database."""
    store = open_store(url)
    if isinstance(store, SqliteStore):
        for suffix in ("", "-wal", "-shm"):
            store.path.with_name(store.path.name + suffix).unlink(missing_ok=True)
        shutil.rmtree(archive_of(store, "simulation").folder, ignore_errors=True)


def check_counts(url: str) -> list[str]:
    """Return what is wrong with the counters' file, in French; empty when it is sound."""
    return upkeep.check(_file(url))


def repair_counts(url: str) -> str:
    """Save what can be read; return what was done, in French."""
    saved, aside = asyncio.run(upkeep.repair(_file(url)))
    return f"{saved} compteurs sauvés. L'ancien fichier est gardé : {aside}"


def backup_counts(url: str, to: Path, now: datetime) -> str:
    """Copy the closed periods; return what was done, in French."""
    return f"{asyncio.run(upkeep.backup(_file(url), to, now))} compteurs de périodes closes copiés dans {to}"


def withdraw(url: str, suffix: str, period: str, why: Sequence[str], now: datetime) -> None:
    """Withdraw a release with a word of explanation; raise ReleaseError where there is none."""
    archive_of(open_store(url), suffix).withdraw(period, " ".join(why), now)


def _file(url: str) -> Path:
    store = open_store(url)
    if not isinstance(store, SqliteStore):
        message = "Cette commande ne vaut que pour une base SQLite."
        raise StoreError(message)
    return store.path
