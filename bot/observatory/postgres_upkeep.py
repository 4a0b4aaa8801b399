"""What an operator does to a PostgreSQL database by hand: check it, and save what of it can be read."""

from collections import Counter
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # no py.typed

from bot.observatory.postgres import NothingYetError, PostgresStore, add_rows, migrate
from bot.observatory.store import Delta
from bot.observatory.upkeep import sound

_ROWS = 'SELECT "table", period, territory, cell, n FROM relais.counts'
_ASIDE = "SELECT 1 + count(*) FROM pg_namespace WHERE nspname LIKE 'relais\\_abime\\_%'"
#: What an operator should mend: where the answer is yes, the words say it.
_QUESTIONS = {
    "SELECT has_schema_privilege('public', 'relais', 'USAGE')": (
        "peut être lu par tous : REVOKE ALL ON SCHEMA relais FROM PUBLIC."
    ),
    "SELECT current_setting('log_statement') IN ('mod', 'all')": (
        "est sur un serveur qui écrit chaque requête dans son journal : log_statement = none."
    ),
    "SELECT current_setting('transaction_read_only') = 'on'": "est en lecture seule : rien ne peut y être compté.",
}
_DAMAGE = (asyncpg.DataCorruptedError, asyncpg.IndexCorruptedError, asyncpg.InternalServerError)


async def check(store: PostgresStore) -> list[str]:
    """Return everything that is wrong with the database, in French; empty when it is sound.

    Raise StoreError where the server does not answer.
    """
    name = f"« {store.name} »"
    found = []
    try:
        async with store.opened(writing=False) as database:
            for question, words in _QUESTIONS.items():
                if await database.fetchval(question):
                    found.append(f"{name} {words}")
            try:
                rows = await database.fetch(_ROWS)
            except _DAMAGE:
                return [*found, f"{name} est abîmé : lancez « relais counts repair »."]
            strange = sum(1 for row in rows if sound(row) is None)
            return [*found, *([f"{name} contient {strange} lignes que Relais n'a pas écrites."] if strange else [])]
    except NothingYetError as nothing:
        return [str(nothing)]


async def repair(store: PostgresStore) -> tuple[int, str]:
    """Save every row that can still be read into a new table; return how many, and the schema that the old one is in.

    Stop the bot first. Raise StoreError where the database cannot be written.
    """
    async with store.opened(writing=True) as database, database.transaction():
        saved = await _salvage(database)
        aside = f"relais_abime_{await database.fetchval(_ASIDE)}"
        await database.execute(f"ALTER SCHEMA relais RENAME TO {aside}")
        await migrate(database)
        await add_rows(database, saved)
    return len(saved), aside


async def _salvage(database: Any) -> list[Delta]:  # noqa: ANN401 - asyncpg has no types
    """Read page by page: a damaged one hides nothing but itself. No index is asked, which may be what is damaged."""
    saved: Counter[Any] = Counter()
    if not await database.fetchval("SELECT to_regclass('relais.counts') IS NOT NULL"):
        return []
    await database.execute("SET LOCAL enable_indexscan = off")
    await database.execute("SET LOCAL enable_indexonlyscan = off")
    await database.execute("SET LOCAL enable_bitmapscan = off")
    pages = await database.fetchval("SELECT pg_relation_size('relais.counts') / current_setting('block_size')::integer")
    for page in range(pages):
        try:
            async with database.transaction():
                rows = await database.fetch(f"{_ROWS} WHERE ctid >= '({page},0)' AND ctid < '({page + 1},0)'")
        except _DAMAGE:
            continue
        for row in rows:
            if (delta := sound(row)) is not None:
                saved[delta[0]] = delta[1]
    return sorted(saved.items())
