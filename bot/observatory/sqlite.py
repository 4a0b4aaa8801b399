"""Sums in one SQLite file: counters only, opened for a batch and closed again.

A connection lives for one batch: nothing hangs at exit, a file that was repaired or moved is found again without a
restart, and the last to close leaves neither -wal nor -shm behind.
"""

import asyncio
import errno
import logging
import os
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiosqlite

from bot.observatory.cell import Cell
from bot.observatory.store import Delta, StoreError, decode, encode

# At level DEBUG aiosqlite logs every statement with its values: batches have no business in a log.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)

#: "RELA": says that a file is ours, so that an address given by mistake never gets our tables.
APPLICATION_ID = 0x52454C41

#: Numbered by their place: the file's user_version says how many it has had. Never edit one, add one.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE counts (
            "table" TEXT NOT NULL,
            period TEXT NOT NULL CHECK (period GLOB '[0-9][0-9][0-9][0-9]' OR period GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]'),
            territory TEXT NOT NULL CHECK (
                territory IN ('elsewhere', 'unknown') OR territory GLOB 'epci:[0-9]*' OR territory GLOB 'region:[0-9]*'
            ),
            cell TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY ("table", period, territory, cell)
        ) WITHOUT ROWID
        """,
        f"PRAGMA application_id = {APPLICATION_ID}",
    ),
    (  # school years
        """
        CREATE TABLE renewed (
            "table" TEXT NOT NULL,
            period TEXT NOT NULL CHECK (
                period GLOB '[0-9][0-9][0-9][0-9]' OR period GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]'
                OR period GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]'
            ),
            territory TEXT NOT NULL CHECK (
                territory IN ('elsewhere', 'unknown') OR territory GLOB 'epci:[0-9]*' OR territory GLOB 'region:[0-9]*'
            ),
            cell TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY ("table", period, territory, cell)
        ) WITHOUT ROWID
        """,
        'INSERT INTO renewed SELECT "table", period, territory, cell, n FROM counts',
        "DROP TABLE counts",
        "ALTER TABLE renewed RENAME TO counts",
    ),
)

_ADD = """
    INSERT INTO counts ("table", period, territory, cell, n) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET n = n + excluded.n
"""
_READ = 'SELECT "table", period, territory, cell, n FROM counts ORDER BY "table", period, territory, cell'


class SqliteStore:
    """Keeps sums in one file (mode 0600), which several processes may share."""

    def __init__(self, path: Path, *, busy_ms: int = 5_000, max_pages: int = 16_384) -> None:
        """Touch nothing yet. `max_pages` bounds the file (64 MB): sums take a few, more would be a fault."""
        self.path = path
        self._busy_ms = busy_ms
        self._max_pages = max_pages

    async def add(self, deltas: Sequence[Delta]) -> None:
        """Add all the deltas in one short transaction, then empty the log; raise StoreError when none was added."""
        await self._patiently(deltas, only_empty=False)

    async def fill(self, sums: Sequence[Delta]) -> bool:
        """Add the sums to a store that holds none; say whether it was empty, and leave it alone where it was not."""
        return await self._patiently(sums, only_empty=True)

    async def _patiently(self, deltas: Sequence[Delta], *, only_empty: bool) -> bool:
        rows = [(cell.table, cell.period, cell.territory, encode(cell), by) for cell, by in deltas]
        # SQLite's own waiting leaves out the moments when another process makes the log or takes it away.
        deadline = time.monotonic() + self._busy_ms / 1000
        while True:
            try:
                return await self._add(rows, only_empty=only_empty)
            except StoreError as error:
                if not error.busy or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - so that two processes don't meet again

    async def _add(self, rows: Sequence[tuple[str, str, str, str, int]], *, only_empty: bool) -> bool:
        async with self._opened(writing=True) as database:
            await database.execute("BEGIN IMMEDIATE")
            try:
                if only_empty and await database.execute_fetchall("SELECT 1 FROM counts LIMIT 1"):
                    await database.execute("ROLLBACK")
                    return False
                await database.executemany(_ADD, rows)
                await database.execute("DELETE FROM counts WHERE n <= 0")
                await database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error, ValueError):
                    await database.execute("ROLLBACK")
                raise
            # Added by now: a reader that stays keeps the log until another batch, which is no failure and worth no wait.
            with suppress(sqlite3.Error):
                await database.execute_fetchall("PRAGMA busy_timeout = 100")
                await database.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            return True

    async def read(self) -> list[Delta]:
        """Return every cell with its sum, sorted; nothing when there is no file yet."""
        if not self.path.exists():
            if not self.path.parent.is_dir():  # a mistyped address is no empty count
                raise StoreError(_explain(self.path, FileNotFoundError("no such file")))
            return []
        async with self._opened(writing=False) as database:
            found = await database.execute_fetchall(_READ)
            return [(Cell(table, period, territory, decode(cell)), n) for table, period, territory, cell, n in found]

    @asynccontextmanager
    async def _opened(self, *, writing: bool) -> AsyncIterator[aiosqlite.Connection]:
        try:
            if writing:
                _create(self.path)
            _openable(self.path)  # said here: a connection that fails to open leaves its thread behind a closed loop
            async with aiosqlite.connect(self.path, isolation_level=None, timeout=self._busy_ms / 1000) as database:
                await self._prepare(database, writing=writing)
                yield database
        except (sqlite3.Error, OSError, ValueError) as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            raise StoreError(
                _explain(self.path, error), busy=code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            ) from None

    async def _prepare(self, database: aiosqlite.Connection, *, writing: bool) -> None:
        version, ours, empty = await _identity(database)
        if version > len(MIGRATIONS):
            message = f"« {self.path} » vient d'une version plus récente de Relais : mettez le programme à jour."
            raise StoreError(message)
        if not (ours or empty):
            message = f"« {self.path} » n'est pas une base de comptage de Relais : vérifiez BOT_DATABASE_URL."
            raise StoreError(message)
        pragmas = [
            "secure_delete = ON",
            "synchronous = FULL",
            "temp_store = MEMORY",
            f"max_page_count = {self._max_pages}",
        ]
        for pragma in pragmas + ["journal_mode = WAL"] * writing:
            await database.execute_fetchall(f"PRAGMA {pragma}")  # an answer left unread would keep the file locked
        if version < len(MIGRATIONS):
            await _migrate(database)


async def _identity(database: aiosqlite.Connection) -> tuple[int, bool, bool]:
    (version,) = next(iter(await database.execute_fetchall("PRAGMA user_version")))
    (application,) = next(iter(await database.execute_fetchall("PRAGMA application_id")))
    (objects,) = next(iter(await database.execute_fetchall("SELECT count(*) FROM sqlite_master")))
    return version, application == APPLICATION_ID, objects == 0


async def _migrate(database: aiosqlite.Connection) -> None:
    """Apply what the file has not had yet, all or nothing; the version is read again, another process may have been faster."""
    await database.execute("BEGIN IMMEDIATE")
    try:
        version, _, _ = await _identity(database)
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                await database.execute(statement)
        await database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        await database.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error, ValueError):
            await database.execute("ROLLBACK")
        raise


def _create(path: Path) -> None:
    """Make the file with its mode before SQLite does: its -wal and -shm take the same one."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _openable(path: Path) -> None:
    """Raise OSError where the file can't be opened, without opening it: closing it again would drop SQLite's locks."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not os.access(path, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _explain(path: Path, error: Exception) -> str:
    """Say in French what is wrong with the file and what to do; SQLite's own words only where we have none."""
    said = str(error).lower()
    for sign, words in _SAYINGS.items():
        if sign in said:
            return f"« {path} » : {words}"
    detail = f"{type(error).__name__}: {error}" if isinstance(error, sqlite3.Error) else type(error).__name__
    return f"« {path} » : la base ne répond pas ({detail})."


_SAYINGS = {
    "not a database": "le fichier est abîmé. Lancez « relais counts check », puis « relais counts repair ».",
    "malformed": "le fichier est abîmé. Lancez « relais counts check », puis « relais counts repair ».",
    "locked": "un autre programme garde la base fermée. Fermez-le ; le comptage reprendra tout seul.",
    "full": "le disque ou la base est plein. Libérez de la place ; le comptage reprendra tout seul.",
    "no space": "le disque est plein. Libérez de la place ; le comptage reprendra tout seul.",
    "readonly": "la base ne peut pas être écrite. Vérifiez les droits du fichier et de son dossier.",
    "permission denied": "la base ne peut pas être écrite. Vérifiez les droits du fichier et de son dossier.",
    "unable to open": "la base ne s'ouvre pas. Vérifiez que le dossier existe et que ses droits suffisent.",
    "is a directory": "c'est un dossier, il faut un fichier. Vérifiez BOT_DATABASE_URL.",
    "not a directory": "ce chemin passe par un fichier. Vérifiez BOT_DATABASE_URL.",
    "no such file": "le dossier de la base n'existe pas.",
}
