"""The same transcripts through Telegram: a resident taps and types over HTTP, and reads the same words."""

import re
from pathlib import Path

import pytest

from bot.core.guide import Guide
from tests import transcripts
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import HEADER, running

PATHS = sorted(transcripts.FOLDER.glob("*.md"))


def words(text: str) -> str:
    """Return what is read, without marks and white space."""
    return re.sub(r"\s+", " ", text.replace("**", "").replace(HEADER, "")).strip()


async def act(ana: Resident, line: str) -> None:
    label = transcripts.label_of(line)
    await (ana.say(line) if label is None else ana.tap(label))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_telegram_shows_what_the_terminal_shows(path: Path, guide: Guide, telegram: Telegram) -> None:
    transcript = transcripts.read(path)
    _drawn, screens = await transcripts.play(guide, transcript)
    async with running(telegram, guide, transcript.clock):
        ana = telegram.resident("Ana")
        await ana.start()
        assert words(screens[0].text) in words(ana.screen)
        for line, screen in zip(transcript.inputs, screens[1:], strict=True):
            await act(ana, line)
            shown = words(" ".join(message.text for message in ana.turn))
            assert words(screen.text) in shown
            assert {link.label for link in screen.links} == set(ana.buttons if screen.links else [])
        assert telegram.refusals == []
