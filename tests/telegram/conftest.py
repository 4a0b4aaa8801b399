"""A Telegram, and the real bot on it with the real content."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.app import load_guide
from bot.core.guide import Guide
from bot.settings import Settings
from tests.servers import free_port
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import MONDAY, Running, running


@pytest.fixture(scope="session")
def guide() -> Guide:
    return load_guide(Settings(now=MONDAY))


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    """Give aiogram's and aiohttp's loggers back: a bot that runs silences them for the whole process."""
    yield
    for name in ("aiogram", "aiohttp"):
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).propagate = True


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram() as server:
        yield server


@pytest.fixture
def unused_port() -> int:
    """Return a port of loopback that nobody listens on."""
    return free_port()


@pytest.fixture
async def bot(telegram: Telegram, guide: Guide) -> AsyncIterator[Running]:
    async with running(telegram, guide) as live:
        yield live


@pytest.fixture
def ana(telegram: Telegram, bot: Running) -> Resident:
    assert not bot.task.done()
    return telegram.resident("Ana")
