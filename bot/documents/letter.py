"""A letter to complete, sign and send: an accessible PDF, and the same words as text to copy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.facts import Facts
from bot.core.guide import Guide
from bot.core.sheet import Blank, Block, Line, Sheet, as_text, compose
from bot.core.tongue import isolated, reads_from_right
from bot.core.view import Document, Outcome
from bot.documents.typesetting import typeset

PDF = "application/pdf"
#: What every file is called: a name that says nothing on a telephone that somebody else may hold.
NAME = "document.pdf"


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A letter made in memory. `before` is said before it, `notes` beside it; neither is printed on it."""

    id: str
    label: str
    text: str
    pdf: bytes
    before: str | None
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Letter {self.id}>"

    @property
    def document(self) -> Document:
        """Return the file to send."""
        return Document(NAME, PDF, self.pdf)


def make_letter(guide: Guide, name: str, facts: Facts, outcome: Outcome, now: datetime, recall: str = "") -> Letter:  # noqa: PLR0913, PLR0917 - each is one thing that the letter depends on
    """Return the letter of this id filled from the answers, and from the aide-mémoire if wanted; KeyError where none is."""
    written = guide.knowledge.letters[name]
    sheet = compose(guide, name, facts, outcome, now, recall)
    return Letter(
        name, written.label, as_text(sheet), typeset("letter.typ", as_data(sheet)), written.before, sheet.notes
    )


def as_data(sheet: Sheet) -> dict[str, Any]:
    """Return the letter as the typesetter's template reads it."""
    return {
        "sender": _rows(sheet.sender),
        "addressee": _rows(sheet.addressee),
        "dated": _row(sheet.dated),
        "subject": _row(sheet.subject),
        "blocks": [_block(each) for each in sheet.blocks],
        "signature": _row(sheet.signature),
        "joined": [_block(each) for each in sheet.joined],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "title": _row(block.title),
        "paragraphs": [each for line in block.paragraphs for each in _paragraphs(line)],
        "items": _rows(block.items),
        "rules": block.rules,
    }


def _paragraphs(line: Line) -> Iterator[Any]:
    """Yield a paragraph; where somebody wrote from right to left, each line by itself, with its own direction."""
    story = "".join(run for run in line if isinstance(run, str))
    if not any(map(reads_from_right, story.split("\n"))):
        yield _row(line)
        return
    for each in filter(str.strip, story.split("\n")):
        yield {"right": isolated(each)} if reads_from_right(each) else [each]


def _rows(lines: Iterable[Line]) -> list[list[Any]]:
    return [_row(line) for line in lines]


def _row(line: Line) -> list[Any]:
    return [{"blank": run.label} if isinstance(run, Blank) else run for run in line]
