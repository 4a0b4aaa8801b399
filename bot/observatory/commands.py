"""What an operator types about the counts: export, simulate, counts check|repair|backup|migrate, releases withdraw.

Pure of argparse: `bot.cli` hands over checked options and prints what comes back.
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.guide import Guide
from bot.observatory import upkeep
from bot.observatory.address import POSTGRES, open_store
from bot.observatory.export import Source, counts_of, export, wanted
from bot.observatory.formats import Invented
from bot.observatory.release import Archive
from bot.observatory.simulate import Seen, Span, simulate
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import Store, StoreError

if TYPE_CHECKING:
    from bot.observatory.postgres import PostgresStore

Say = Callable[[str], None]


def archive_of(store: Store, suffix: str = "") -> Archive:
    """Return where the releases of a store stand: `releases`, or `releases-demo`, beside its file."""
    folder = store.path.parent if isinstance(store, SqliteStore) else Path()
    return Archive(folder / (f"releases-{suffix}" if suffix else "releases"))


def run_export(  # noqa: PLR0913 - one command's options
    guide: Guide, url: str, suffix: Invented, period: tuple[str, str], out: Path, *, form: str, now: datetime, say: Say
) -> list[Path]:
    """Publish periods from the counters at `url` (already the demonstration's or the simulation's one).

    Raise PeriodError (misused), UnprotectableError or ReleaseError (the data), StoreError or OSError (the surroundings).
    """
    periods = wanted(*period, now)
    store = open_store(url)
    counts = counts_of(asyncio.run(store.read()))
    source = Source(guide, counts, now, suffix)
    return export(source, archive_of(store, suffix), periods, out, form=form, say=say)


async def run_simulate(  # noqa: PLR0913 - one command's options
    guide: Guide, seen: Seen, conversations: int, seed: int, end: datetime, *, say: Say = lambda _: None
) -> None:
    """Walk synthetic residents through the engine; `seen` counts them, into the simulation's own database."""
    await simulate(guide, seen, conversations, seed, Span(end), say=say)


def empty_simulation(url: str) -> None:
    """Begin a simulation anew: its counters and its releases go, so that the same seed leaves the same database."""
    store = open_store(url)
    if isinstance(store, SqliteStore):
        for suffix in ("", "-wal", "-shm"):
            store.path.with_name(store.path.name + suffix).unlink(missing_ok=True)
    elif shared := _shared(url):
        asyncio.run(shared.clear())
    shutil.rmtree(archive_of(store, "simulation").folder, ignore_errors=True)


def check_counts(url: str) -> list[str]:
    """Return what is wrong with the counters, in French; empty when they are sound."""
    if shared := _shared(url):
        from bot.observatory import postgres_upkeep  # noqa: PLC0415 - only who has a server pays for its client

        return asyncio.run(postgres_upkeep.check(shared))
    return upkeep.check(_file(url))


def repair_counts(url: str) -> str:
    """Save what can be read; return what was done, in French."""
    if shared := _shared(url):
        from bot.observatory import postgres_upkeep  # noqa: PLC0415 - only who has a server pays for its client

        saved, schema = asyncio.run(postgres_upkeep.repair(shared))
        return f"{saved} compteurs sauvés. Les anciennes tables sont gardées dans le schéma {schema}."
    saved, aside = asyncio.run(upkeep.repair(_file(url)))
    return f"{saved} compteurs sauvés. L'ancien fichier est gardé : {aside}"


def backup_counts(url: str, to: Path, now: datetime) -> str:
    """Copy the closed periods; return what was done, in French."""
    return f"{asyncio.run(upkeep.backup(open_store(url), to, now))} compteurs de périodes closes copiés dans {to}"


class OccupiedError(Exception):
    """The database to fill holds other counts: adding to them would count conversations twice."""


def migrate_counts(source: str, target: str) -> str:
    """Copy every count from one database into an empty one, and compare; return what was done, in French.

    Doing it again changes nothing. Raise OccupiedError where the target holds anything else, StoreError or AddressError.
    """
    return asyncio.run(_migrate(open_store(source), open_store(target)))


async def _migrate(source: Store, target: Store) -> str:
    sums = await source.read()
    if sums and await target.fill(sums):
        done = f"{len(sums)} compteurs copiés, et relus à l'identique."
    else:
        done = "Rien à faire : les deux bases tiennent déjà les mêmes compteurs."
    if await target.read() != sums:
        message = "La base d'arrivée tient d'autres compteurs. Arrêtez le robot, et donnez une base vide."
        raise OccupiedError(message)
    releases = archive_of(source).folder
    if releases.is_dir() and releases.resolve() != archive_of(target).folder.resolve():
        done += f" Copiez aussi les publications figées : {releases} → {archive_of(target).folder.resolve()}"
    return done


def withdraw(url: str, suffix: str, period: str, why: Sequence[str], now: datetime) -> None:
    """Withdraw a release with a word of explanation; raise ReleaseError where there is none."""
    archive_of(open_store(url), suffix).withdraw(period, " ".join(why), now)


def _shared(url: str) -> "PostgresStore | None":
    """Return the store of a PostgreSQL address."""
    if not url.startswith(POSTGRES):
        return None
    store = open_store(url)
    from bot.observatory.postgres import PostgresStore  # noqa: PLC0415 - only who has a server pays for its client

    return store if isinstance(store, PostgresStore) else None


def _file(url: str) -> Path:
    store = open_store(url)
    if not isinstance(store, SqliteStore):
        message = "Cette commande vaut pour une base SQLite ou PostgreSQL."
        raise StoreError(message)
    return store.path
