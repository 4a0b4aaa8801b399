"""Counts by language, from conversations in that language to the table that is published."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import Counting
from bot.core.guide import Guide
from bot.core.view import Screen
from bot.observatory.export import Source, export
from bot.observatory.layout import layout
from bot.observatory.periods import PARIS
from bot.observatory.release import Archive
from bot.observatory.sqlite import SqliteStore
from bot.observatory.tally import BatchTally
from bot.terminal.session import Session
from tests.observatory.figures import fabricate

SUMMER = datetime(2026, 8, 4, 10, 30, tzinfo=PARIS)
AUTUMN = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)
#: Enough that the table, whose small counts are hidden, shows them.
ARABIC = 60


async def talk(guide: Guide, tally: BatchTally, number: int) -> None:
    """Tell of a flat refused in Valenciennes: typed in Arabic to the French bot, then in the language that it proposes."""
    counting = Counting(lambda: guide, tally, "terminal")
    chat = f"resident-{number}"

    async def seen(screen: Screen) -> None:
        await counting.seen(chat, screen, SUMMER)

    async def restarted() -> None:
        await counting.restarted(chat, SUMMER)

    session = Session(guide, lambda: SUMMER, seen, restarted)
    await session.start()
    await session.say("رفضوا تأجير الشقة لي لأنني عربي")
    await session.tap("العربية")
    assert session.guide.language == "ar"
    await session.tap(session.screen.links[0].path or "")
    await session.tap("rf_lo_or_t1_f59606")


@pytest.mark.long
async def test_conversations_in_arabic_stand_as_arabic_in_the_table_that_is_published(
    guide: Guide, tmp_path: Path
) -> None:
    path = tmp_path / "relais.db"
    tally = BatchTally(SqliteStore(path), clock=lambda: SUMMER)
    for number in range(ARABIC):
        await talk(guide, tally, number)
    await tally.close()
    told = dict(await SqliteStore(path).read())
    others = fabricate(layout(guide), ["2026-Q3"], 900, seed=5, epcis=6)
    counted = {**others, **{cell: n + others[cell] for cell, n in told.items()}}
    archive = Archive(tmp_path / "releases")
    await asyncio.to_thread(export, Source(guide, counted, AUTUMN), archive, ["2026-Q3"], tmp_path / "out")
    document = json.loads((tmp_path / "out" / "2026-Q3" / "donnees.json").read_text(encoding="utf-8"))
    table = next(each for each in document["tables"] if each["id"] == "conversations_language")
    shown = {cell["cell"]["language"]: cell["n"] for cell in table["cells"] if cell["territory"] == "region:32"}
    inside = [
        n
        for cell, n in counted.items()
        if cell.table == "conversations_language"
        and cell.territory.startswith("epci:")
        and dict(cell.values)["language"] == "ar"
    ]
    arabic = {dict(cell.values)["language"]: n for cell, n in told.items() if cell.table == "conversations_language"}
    assert arabic["ar"] == ARABIC
    assert shown["ar"] == sum(inside) > ARABIC
