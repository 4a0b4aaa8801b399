"""No bot: only `show` for the longest path to a result, so that its time can be read beside a bare aiogram's tap."""

from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import Step
from benchmarks.screens import LONGEST
from bot.app import load_guide
from bot.core.screen import show
from bot.settings import read_settings


async def start(_steps: list[Step], stub: Stub) -> Feed:
    """Return what makes the screen, whatever the update says."""
    settings = read_settings()
    guide, now = load_guide(settings), settings.clock()

    async def feed(_raw: bytes) -> None:
        show(guide, LONGEST, now)
        stub.answer("editMessageText", b"")
        stub.answer("answerCallbackQuery", b"")

    return feed
