"""A partner edits while people talk: good content goes live, bad content is refused, nobody notices."""

import asyncio
import logging
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import load_guide
from bot.content.reload import LiveGuide
from bot.settings import Settings
from tests.telegram.kit import Telegram
from tests.telegram.running import MONDAY, Running, running

ROOT = Path(__file__).parents[2]
OLD, NEW = "On m'a refusé quelque chose", "On m'a dit non"

pytestmark = pytest.mark.long


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    return tmp_path


@pytest.fixture
async def live(folder: Path) -> AsyncIterator[LiveGuide]:
    settings = Settings(flows=folder / "flows", now=MONDAY)
    guide = LiveGuide(load_guide(settings), lambda: load_guide(settings), [settings.flows])
    stop = asyncio.Event()
    watching = asyncio.create_task(guide.watch(stop))
    yield guide
    stop.set()
    await watching


def edit(folder: Path, old: str, new: str) -> None:
    flow = folder / "flows" / "accueil.yaml"
    flow.write_text(flow.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
async def bot(telegram: Telegram, live: LiveGuide) -> AsyncIterator[Running]:
    async with running(telegram, live()) as found:
        found.guide = live()
        yield found


async def test_a_good_edit_is_live_soon_a_bad_one_is_refused_and_no_conversation_breaks(
    telegram: Telegram, bot: Running, live: LiveGuide, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ana, lea = telegram.resident(), telegram.resident("Léa")
    await ana.start()
    before = ana.last
    updates: list[int] = []

    async def talk() -> None:
        while True:
            bot.guide = live()
            updates.append(lea.later("/aide"))
            await asyncio.sleep(0.05)

    talking = asyncio.create_task(talk())
    began = time.monotonic()
    edit(folder, OLD, NEW)
    version = live().version
    while live().version == version:
        await asyncio.sleep(0.02)
        assert time.monotonic() - began < 20, "the edit never went live"
    bot.guide = live()
    await ana.start()
    assert NEW in ana.buttons
    await ana.tap_on(before, OLD)  # an old button goes on with the new words
    assert ana.buttons

    edit(folder, "vers: domaine", "vers: nulle_part")
    await telegram.world.until(lambda: any("nulle_part" in record.getMessage() for record in caplog.records), 20)
    await ana.start()
    assert NEW in ana.buttons
    talking.cancel()
    await telegram.world.handled_all(updates, 20)
