"""Whole conversations as Markdown: authors write the lines that start with `>`, `pytest --update` draws the rest.

`> words` are said, `> [Label]` is tapped; a first line `<!-- 2026-11-24T10:30 -->` fixes the clock. In another language a
button may be named by its French label, so that who reads only French can follow, and a better translation breaks nothing.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.dialogue import tap
from bot.core.guide import Guide
from bot.core.view import Link, Screen
from bot.settings import PARIS
from bot.terminal.session import Session

FOLDER = Path(__file__).parent / "conversations"
_CLOCK = re.compile(r"<!-- (\S+) -->")


@dataclass(frozen=True)
class Transcript:
    """A title, a clock, and what the resident does."""

    path: Path
    title: str
    clock: datetime
    inputs: tuple[str, ...]


def read(path: Path) -> Transcript:
    text = path.read_text(encoding="utf-8")
    title = text.splitlines()[0]
    clock = _CLOCK.search(text)
    at = datetime.fromisoformat(clock[1]) if clock else datetime(2026, 11, 24, 10, 30)  # noqa: DTZ001 - Paris is added below
    inputs = tuple(line[2:].strip() for line in text.splitlines() if line.startswith("> "))
    return Transcript(path, title, at.replace(tzinfo=PARIS), inputs)


def label_of(line: str) -> str | None:
    """Return the label that a line taps, or None where it says words."""
    return line[1:-1] if line.startswith("[") and line.endswith("]") else None


def tapped(screen: Screen, same: Screen, line: str) -> Link | None:
    """Return the button that a line taps, by its label or that of the `same` screen in French; None where it says words."""
    label = label_of(line)
    if label is None:
        return None
    either = zip(screen.links, same.links, strict=True)
    found = next((link for link, french in either if label in {link.label, french.label}), None)
    assert found, f"{label!r} is on no button of {screen.step}"
    return found


async def nobody(*_anything: object) -> None:
    """Count nothing."""


async def play(guide: Guide, transcript: Transcript) -> tuple[str, list[Screen], list[str | None]]:
    """Return the transcript as it reads now, its screens, and what each line taps, as it is labelled (None for words)."""
    session = Session(guide, lambda: transcript.clock, nobody, nobody)
    screens = [await session.start()]
    lines = [transcript.title, "", f"<!-- {transcript.clock:%Y-%m-%dT%H:%M} -->", "", *draw(screens[0])]
    labels: list[str | None] = []
    same = screens[0]
    for line in transcript.inputs:
        link = tapped(screens[-1], same, line)
        screens.append(await (session.tap(link.label) if link else session.say(line)))
        same = screens[-1]
        if session.guide is not guide:
            french = tap(guide, (link and link.path) or same.address, transcript.clock)
            same = tap(guide, same.address, transcript.clock) if french.language else french
            same = same if len(same.links) == len(screens[-1].links) else screens[-1]
        labels.append(link and link.label)
        lines += ["", f"> {line}", "", *draw(screens[-1])]
    return "\n".join(lines) + "\n", screens, labels


def draw(screen: Screen) -> list[str]:
    buttons = " ".join(f"[{link.label}]" for link in screen.links)
    kind = "ics" if screen.days else "txt" if screen.account else "vcf" if screen.contact else "pdf"
    file = ["", f"*📎 document.{kind}*"] if screen.has_files else []
    return [*screen.text.splitlines(), *file, *(["", f"`{buttons}`"] if buttons else [])]
