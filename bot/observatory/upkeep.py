"""What an operator does to a SQLite file by hand: check it, save what of it can be read, back up the periods that are closed.

Plain blocking calls: they run in commands of their own, never in the bot.
"""

# ruff: noqa: ASYNC240 - commands of their own, with nobody else in their loop
import os
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

from bot.observatory.cell import Cell, well_formed
from bot.observatory.periods import PARIS, SEPTEMBER, is_school_year
from bot.observatory.sqlite import APPLICATION_ID, MIGRATIONS, SqliteStore
from bot.observatory.store import Delta, Store, StoreError, decode

#: How long after its end a period may still move: the conversations that began in it.
CLOSED_AFTER = timedelta(hours=48)
_COLUMNS = '"table", period, territory, cell, n'
_KEY = '"table", period, territory, cell'


def check(path: Path) -> list[str]:
    """Return everything that is wrong with the file, in French; empty when it is sound."""
    if not path.exists():
        return [f"« {path} » n'existe pas encore : rien n'a été compté."]
    found = []
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        found.append(f"« {path} » peut être lu par d'autres que son propriétaire : chmod 600.")
    try:
        with closing(_read_only(path)) as database:
            said = [str(row[0]) for row in database.execute("PRAGMA integrity_check")]
            application, version = (
                database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
            if said != ["ok"]:
                found.append(f"« {path} » est abîmé ({len(said)} défauts) : lancez « relais counts repair ».")
            elif application != APPLICATION_ID or version > len(MIGRATIONS):
                found.append(f"« {path} » n'est pas une base de comptage de cette version de Relais.")
            else:
                strange = sum(1 for row in database.execute(f"SELECT {_COLUMNS} FROM counts") if sound(row) is None)  # noqa: S608 - our own columns
                found += [f"« {path} » contient {strange} lignes que Relais n'a pas écrites."] if strange else []
    except sqlite3.Error as error:
        found.append(f"« {path} » ne se lit pas ({type(error).__name__}) : lancez « relais counts repair ».")
    return found


async def repair(path: Path) -> tuple[int, Path]:
    """Save every row that can still be read into a new file; return how many, and where the damaged one was put aside.

    Stop the bot first. Raise StoreError where there is nothing to repair or the new file cannot be written.
    """
    if not path.exists():
        message = f"« {path} » n'existe pas : il n'y a rien à réparer."
        raise StoreError(message)
    saved = _salvage(path)
    aside = next(
        name for number in range(1, 10_000) if not (name := path.with_name(f"{path.name}.abime-{number}")).exists()
    )
    fresh = path.with_name(f"{path.name}.neuf")
    fresh.unlink(missing_ok=True)
    await SqliteStore(fresh).add(saved)
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    fresh.rename(path)
    return len(saved), aside


async def backup(store: Store, to: Path, now: datetime) -> int:
    """Copy a store's closed periods into a new SQLite file; return how many cells.

    Two backups of an open period would tell what changed in between.
    """
    if to.exists():
        message = f"« {to} » existe déjà : choisissez un autre nom."
        raise StoreError(message)
    kept = [delta for delta in await store.read() if closed(delta[0].period, now)]
    await SqliteStore(to).add(kept)
    os.chmod(to, 0o400)  # noqa: PTH101 - a backup is not for writing
    return len(kept)


def closed(period: str, now: datetime) -> bool:
    """Say whether a period ("2026", "2026-Q4", "2026-2027") has been over, in Paris, for long enough that nothing in it moves."""
    year, _, quarter = period.partition("-Q")
    if is_school_year(period):
        end = datetime(int(period[-4:]), SEPTEMBER, 1, tzinfo=PARIS)
    else:
        month = 3 * int(quarter or 4)
        end = datetime(int(year) + month // 12, month % 12 + 1, 1, tzinfo=PARIS)
    return now - end >= CLOSED_AFTER


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def sound(row: Sequence[object]) -> Delta | None:
    """Return what a row counts, or None where Relais did not write it."""
    table, period, territory, values, n = row
    if isinstance(n, int) and n > 0:
        with suppress(ValueError):
            cell = Cell(str(table), str(period), str(territory), decode(str(values)))
            return (cell, n) if well_formed(cell) else None
    return None


def _salvage(path: Path) -> list[Delta]:
    """Read from both ends until the damage: a broken page hides what lies behind it from one side only."""
    saved: Counter[Cell] = Counter()
    for order in ("ASC", "DESC"):
        for cell, n in _until_damage(path, order):
            saved[cell] = n
    return sorted(saved.items())


def _until_damage(path: Path, order: str) -> Iterator[Delta]:
    by = ", ".join(f"{column} {order}" for column in _KEY.split(", "))
    with suppress(sqlite3.Error), closing(_read_only(path)) as database:
        for row in database.execute(f"SELECT {_COLUMNS} FROM counts ORDER BY {by}"):  # noqa: S608 - our own columns
            if (delta := sound(row)) is not None:
                yield delta
