"""From BOT_DATABASE_URL to a tally: the only place that knows which store an address means."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import MemoryStore, Store
from bot.observatory.tally import BatchTally, Pace, Tally

if TYPE_CHECKING:
    from bot.volatile import Volatile

MEMORY = "memory:"
_SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


class AddressError(ValueError):
    """BOT_DATABASE_URL names no store that we know; the message says in French what may stand there."""


def open_store(url: str) -> Store:
    """Return the store that an address means, without touching it; raise AddressError where it means none.

    `sqlite:///relais.db` is relative to the current folder, `sqlite:////var/lib/relais.db` absolute, `memory:` keeps
    nothing after the process, `postgresql://user@host/relais` is a database that several machines share.
    """
    if url == MEMORY:
        return MemoryStore()
    if url.startswith(POSTGRES):
        from bot.observatory.postgres import PostgresStore  # noqa: PLC0415 - only who has a server pays for its client

        _named(url)
        return PostgresStore(url)
    return SqliteStore(_path(url))


def open_tally(
    url: str,
    *,
    pace: Pace | None = None,
    clock: Callable[[], datetime] | None = None,
    volatile: "Volatile | None" = None,
) -> Tally:
    """Return a tally over the store that an address means, without touching it; raise AddressError where it means none.

    With a volatile Redis, several workers' tallies are one.
    """
    store = open_store(url)
    if volatile is not None:
        from bot.observatory.shared import SharedTally  # noqa: PLC0415 - only who has a Redis pays for its client

        return SharedTally(store, volatile, pace=pace, clock=clock)
    return BatchTally(store, pace=pace) if clock is None else BatchTally(store, pace=pace, clock=clock)


def beside(url: str, suffix: str) -> str:
    """Return the address of the separate database of a demonstration, by its name.

    `sqlite:///relais.db` → `sqlite:///relais-demo.db`, `postgresql://host/relais` → `postgresql://host/relais-demo`.
    """
    if url == MEMORY:
        return url
    if url.startswith(POSTGRES):
        parts = urlsplit(url)
        return urlunsplit(parts._replace(path=f"/{_named(url)}-{suffix}"))
    path = PurePosixPath(_path(url))
    return f"{_SQLITE}{path.with_name(f'{path.stem}-{suffix}{path.suffix}')}"


def _named(url: str) -> str:
    """Return the name of a PostgreSQL database as the address writes it."""
    try:
        name = urlsplit(url).path.removeprefix("/")
    except ValueError:  # such as a bracket that is not closed
        name = ""
    if not name or "/" in name:
        raise _unknown(url)
    return name


def _path(url: str) -> Path:
    path = unquote(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else ""
    if not path or path.endswith("/") or "\0" in path or "?" in path:
        raise _unknown(url)
    return Path(path)


def _unknown(url: str) -> AddressError:
    shown = url.partition(":")[0] or "(vide)"  # an address may hold a password: its scheme alone is safe to print
    return AddressError(
        f"BOT_DATABASE_URL : l'adresse « {shown}:… » n'est pas comprise. "
        "Écrivez « sqlite:///relais.db » (dossier courant), « sqlite:////var/lib/relais/relais.db », "
        "« postgresql://utilisateur@machine/relais » ou « memory: »."
    )
