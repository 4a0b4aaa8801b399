"""The same transcripts through Telegram: a resident taps and types over HTTP, and reads the same words."""

import re
from pathlib import Path

import pytest

from bot.core.guide import Guide
from bot.core.text import plain
from tests import transcripts
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import HEADER, running

PATHS = sorted(transcripts.FOLDER.glob("*.md"))
#: The first six situations and the two ways out of danger and of the conversation; the others are for the long runs.
EVERYDAY = {
    "controle-identite-lille", "danger-puis-retour", "dentiste-c2s-maubeuge", "grossesse-cdd-roubaix",
    "heures-supplementaires-saint-quentin", "insulte-rue-anzin", "logement-nom-valenciennes", "quitter",
}  # fmt: skip


def words(text: str) -> str:
    """Return what is read, without marks and white space."""
    return re.sub(r"\s+", " ", plain(text).replace(HEADER, "")).strip()


async def act(ana: Resident, line: str, label: str | None) -> None:
    if label is None:
        await ana.say(line)
    else:
        await ana.tap(next(number for number, said in buttons(ana).items() if said == label))


def buttons(ana: Resident) -> dict[str, str]:
    """Return each button with what it does: the same, or what the text says of its number in discreet mode."""
    if not all(label.isdecimal() for label in ana.buttons):
        return {label: label for label in ana.buttons}
    told = ana.last.text.splitlines()[-len(ana.buttons) :]
    return dict(line.split(" ", 1) for line in told) if ana.buttons else {}


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=() if path.stem in EVERYDAY else pytest.mark.long) for path in PATHS],
)
async def test_telegram_shows_what_the_terminal_shows(path: Path, guide: Guide, telegram: Telegram) -> None:
    transcript = transcripts.read(path)
    _drawn, screens, labels = await transcripts.play(guide, transcript)
    async with running(telegram, guide, transcript.clock):
        ana = telegram.resident("Ana")
        await ana.start()
        assert words(screens[0].text) in words(ana.screen)
        for line, label, screen in zip(transcript.inputs, labels, screens[1:], strict=True):
            await act(ana, line, label)
            shown = words(" ".join(message.text for message in ana.turn))
            assert words(screen.text) in shown
            assert {link.label for link in screen.links} == set(buttons(ana).values() if screen.links else [])
        assert telegram.refusals == []
