"""Relais itself: engine, rendering and count included, as `relais run` builds it, the network taken out."""

import json

from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import TOKEN, Step
from bot.app import Counting, documents_of, load_guide
from bot.observatory.address import open_tally
from bot.settings import read_settings
from bot.telegram.pace import Pace
from bot.telegram.service import Service, assemble
from bot.telegram.session import JsonSession
from bot.telegram.updates import read
from bot.volatile import Volatile


class StubSession(JsonSession):
    """Our session with the network taken out."""

    def __init__(self, stub: Stub) -> None:
        """Ask the stub."""
        super().__init__()
        self._stub = stub

    async def post(self, url: str, content: bytes, seconds: float) -> tuple[int, bytes]:  # noqa: ARG002 - no network, no waiting
        """Answer at once."""
        return 200, self._stub.answer(url.rpartition("/")[2], content)


async def start(_steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update."""
    return built(stub, None)


def built(stub: Stub, volatile: Volatile | None) -> Feed:
    """Return what handles one update, in memory or with a Redis."""
    settings = read_settings()
    guide = load_guide(settings)
    counting = Counting(lambda: guide, open_tally("memory:", clock=settings.clock, volatile=volatile), "telegram")
    service = Service(
        token=TOKEN,
        guide=lambda: guide,
        clock=settings.clock,
        on_screen=lambda chat, screen: counting.seen(chat, screen, settings.clock()),
        on_restart=lambda chat: counting.restarted(chat, settings.clock()),
        documents=documents_of,
        volatile=volatile,
        pace=Pace(overall=1e9, apart=0),  # its work is done, its seconds are not waited for
    )
    intake = assemble(service, StubSession(stub)).intake

    async def feed(raw: bytes) -> None:
        event = read(json.loads(raw))
        assert event
        handled = intake.accept(event)
        assert handled
        await handled

    return feed
