"""Sums in one PostgreSQL database: the same table as in SQLite, for several machines.

A connection lives for one batch, as for a file: a server that comes back is found again without a restart. Every batch
writes the whole table anew, sorted, since PostgreSQL would otherwise keep the old versions of rows, and with them the
order in which people came; a few thousand sums take milliseconds.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg  # type: ignore[import-untyped]  # no py.typed

from bot.observatory.cell import Cell
from bot.observatory.store import Delta, StoreError, decode, encode

#: In seconds: to reach the server, and for a statement to be answered. Nobody but the batch waits.
REACH, ANSWER = 5.0, 20.0
#: Where a database is made from that does not exist yet.
_MAINTENANCE = "postgres"

#: Numbered by their place; relais.migrations says which ones a database has had. Never edit one, add one.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE relais.counts (
            "table" text COLLATE "C" NOT NULL,
            period text COLLATE "C" NOT NULL CHECK (period ~ '^[0-9]{4}(-Q[1-4])?$'),
            territory text COLLATE "C" NOT NULL CHECK (territory ~ '^(elsewhere|unknown|epci:[0-9]+|region:[0-9]+)$'),
            cell text COLLATE "C" NOT NULL,
            n integer NOT NULL,
            PRIMARY KEY ("table", period, territory, cell)
        )
        """,
        """
        CREATE FUNCTION relais.add(tables text[], periods text[], territories text[], cells text[], by integer[])
        RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
        DECLARE
            sums relais.counts[];
        BEGIN
            LOCK TABLE relais.counts IN ACCESS EXCLUSIVE MODE;
            SELECT array_agg(ROW(s.t, s.p, s.w, s.c, s.n)::relais.counts ORDER BY s.t, s.p, s.w, s.c) INTO sums FROM (
                SELECT t COLLATE "C" AS t, p COLLATE "C" AS p, w COLLATE "C" AS w, c COLLATE "C" AS c, sum(n) AS n
                FROM (
                    TABLE relais.counts UNION ALL SELECT * FROM unnest(tables, periods, territories, cells, by)
                ) AS moved (t, p, w, c, n) GROUP BY 1, 2, 3, 4 HAVING sum(n) > 0
            ) AS s;
            TRUNCATE relais.counts;
            INSERT INTO relais.counts SELECT * FROM unnest(sums);
        END
        $$
        """,
    ),
    (  # school years
        "ALTER TABLE relais.counts DROP CONSTRAINT counts_period_check",
        "ALTER TABLE relais.counts ADD CONSTRAINT counts_period_check CHECK (period ~ '^[0-9]{4}(-Q[1-4]|-[0-9]{4})?$')",
    ),
)

_READ = 'SELECT "table", period, territory, cell, n FROM relais.counts ORDER BY "table", period, territory, cell'
_LOOK = """
    SELECT to_regnamespace('relais') IS NOT NULL AS made, to_regclass('relais.migrations') IS NOT NULL AS ours
"""


class PostgresStore:
    """Keeps sums in the schema `relais` of one database, which several processes and machines may share."""

    def __init__(self, url: str) -> None:
        """Touch nothing yet. `url` is a libpq address that names its database."""
        self._url = url
        parts = urlsplit(url)
        self.database = unquote(parts.path.removeprefix("/"))
        #: How messages name the database: never with its user or password.
        self.name = f"{parts.hostname or ''}/{self.database}"

    async def add(self, deltas: Sequence[Delta]) -> None:
        """Add all the deltas in one transaction; raise StoreError when none was added."""
        async with self.opened(writing=True) as database, database.transaction():
            await add_rows(database, deltas)

    async def fill(self, sums: Sequence[Delta]) -> bool:
        """Add the sums to a store that holds none; say whether it was empty, and leave it alone where it was not."""
        async with self.opened(writing=True) as database, database.transaction():
            await database.execute("LOCK TABLE relais.counts IN ACCESS EXCLUSIVE MODE")
            if await database.fetchval("SELECT EXISTS (SELECT FROM relais.counts)"):
                return False
            await add_rows(database, sums)
            return True

    async def read(self) -> list[Delta]:
        """Return every cell with its sum, sorted; nothing when there is no database yet, or no table in it."""
        try:
            async with self.opened(writing=False) as database, database.transaction():
                await database.execute(
                    "LOCK TABLE relais.counts IN ACCESS SHARE MODE"
                )  # a batch empties it for a moment
                found = await database.fetch(_READ)
        except NothingYetError:
            return []
        return [(Cell(table, period, territory, decode(cell)), n) for table, period, territory, cell, n in found]

    async def clear(self) -> None:
        """Take every sum away: what was simulated is simulated anew."""
        async with self.opened(writing=True) as database:
            await database.execute("TRUNCATE relais.counts")

    @asynccontextmanager
    async def opened(self, *, writing: bool) -> AsyncIterator[Any]:
        """Give a connection to a database that is ours; make what is missing where it is to be written.

        Raise StoreError, for whatever happens inside too.
        """
        try:
            database = await self._connect(writing=writing)
            try:
                await self._prepare(database, writing=writing)
                yield database
            finally:
                with suppress(Exception):  # a connection that was cut can't be closed, and needn't be
                    await database.close(timeout=2)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
            raise StoreError(self._explain(error), busy=isinstance(error, _BUSY)) from None

    async def _connect(self, *, writing: bool) -> Any:  # noqa: ANN401 - asyncpg has no types
        try:
            return await self._reach(self.database)
        except asyncpg.InvalidCatalogNameError:
            if not writing:
                raise NothingYetError(self.name) from None
        maintenance = await self._reach(_MAINTENANCE)
        try:
            with suppress(asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):  # another one was faster
                await maintenance.execute(f'CREATE DATABASE "{self.database.replace(chr(34), chr(34) * 2)}"')
        finally:
            await maintenance.close(timeout=2)
        return await self._reach(self.database)

    async def _reach(self, database: str) -> Any:  # noqa: ANN401 - asyncpg has no types
        # No statement is prepared, no setting sent at the start: a pooler in between may allow neither.
        return await asyncpg.connect(
            self._url, database=database, timeout=REACH, command_timeout=ANSWER, statement_cache_size=0
        )

    async def _prepare(self, database: Any, *, writing: bool) -> None:  # noqa: ANN401 - asyncpg has no types
        made, ours = await database.fetchrow(_LOOK)
        if made and not ours:
            message = f"« {self.name} » a un schéma « relais » qui n'est pas le nôtre : vérifiez BOT_DATABASE_URL."
            raise StoreError(message)
        had = await database.fetchval("SELECT count(*) FROM relais.migrations") if ours else 0
        if had > len(MIGRATIONS):
            message = f"« {self.name} » vient d'une version plus récente de Relais : mettez le programme à jour."
            raise StoreError(message)
        if had < len(MIGRATIONS):
            if not writing:
                raise NothingYetError(self.name)
            await migrate(database)

    def _explain(self, error: Exception) -> str:
        """Say in French what is wrong and what to do; never the server's own words, which may hold rows."""
        for kinds, words in _SAYINGS:
            if isinstance(error, kinds):
                return f"« {self.name} » : {words}"
        return f"« {self.name} » : la base ne répond pas ({type(error).__name__})."


class NothingYetError(StoreError):
    """Nothing was counted: there is no database, or no table of ours in it."""

    def __init__(self, name: str) -> None:
        """Name the database."""
        super().__init__(f"« {name} » n'existe pas encore : rien n'a été compté.")


async def add_rows(database: Any, deltas: Sequence[Delta]) -> None:  # noqa: ANN401 - asyncpg has no types
    """Add deltas in the transaction that is open."""
    if not deltas:
        return
    rows = [(cell.table, cell.period, cell.territory, encode(cell), by) for cell, by in deltas]
    await database.execute("SET LOCAL lock_timeout = '5s'")
    await database.execute("SET LOCAL synchronous_commit = on")
    await database.execute(
        "SELECT relais.add($1, $2, $3, $4, $5)", *(list(column) for column in zip(*rows, strict=True))
    )


async def migrate(database: Any) -> None:  # noqa: ANN401 - asyncpg has no types
    """Make the schema and apply what it has not had yet, all or nothing, one process at a time."""
    async with database.transaction():
        await database.execute("SELECT pg_advisory_xact_lock(hashtext('relais.migrations'))")
        await database.execute("CREATE SCHEMA IF NOT EXISTS relais")
        await database.execute("CREATE TABLE IF NOT EXISTS relais.migrations (number integer PRIMARY KEY)")
        had = await database.fetchval("SELECT count(*) FROM relais.migrations")
        for number, statements in enumerate(MIGRATIONS[had:], had + 1):
            for statement in statements:
                await database.execute(statement)
            await database.execute("INSERT INTO relais.migrations VALUES ($1)", number)


_BUSY = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
_SAYINGS: tuple[tuple[Any, str], ...] = (
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        "l'utilisateur ou le mot de passe est refusé. Vérifiez BOT_DATABASE_URL, ou PGPASSWORD.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "un droit manque à l'utilisateur. Il doit pouvoir créer le schéma « relais », ou en être propriétaire.",
    ),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "la base est en lecture seule. Rendez-la accessible en écriture ; le comptage reprendra tout seul.",
    ),
    (asyncpg.DiskFullError, "le disque du serveur est plein. Libérez de la place ; le comptage reprendra tout seul."),
    (_BUSY, "un autre programme garde la table fermée. Fermez-le ; le comptage reprendra tout seul."),
    (
        (asyncpg.DataCorruptedError, asyncpg.IndexCorruptedError),
        "la table est abîmée. Lancez « relais counts check », puis « relais counts repair ».",
    ),
    (
        (asyncpg.UndefinedTableError, asyncpg.UndefinedFunctionError),
        "une partie du schéma « relais » manque. Lancez « relais counts repair ».",
    ),
    (
        (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.TooManyConnectionsError),
        "le serveur PostgreSQL ne répond pas. Vérifiez qu'il tourne ; le comptage reprendra tout seul.",
    ),
)
