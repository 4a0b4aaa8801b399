"""What rests on memory and no jurist has signed: the list that `relais check --memory` gives to read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.load import SECTIONS, Content
from bot.core.explainers import Sourced
from bot.core.text import Text


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A sentence that residents may read, with where it stands and on what it rests."""

    file: str
    line: int
    id: str
    sentence: str
    status: str
    source: str
    note: str | None

    def __str__(self) -> str:
        """Return the line that a jurist reads."""
        note = f" ({self.note})" if self.note else ""
        return f"{self.file}:{self.line}: {self.id} [{self.status}] : {self.sentence} — {self.source}{note}"


def unsigned(content: Content) -> Iterator[Unsigned]:
    """Yield every sentence of law that is not verified and that nobody signed with `relu_par` and `relu_le`."""
    for key, section in SECTIONS.items():
        entries = getattr(content.knowledge, section)
        if not isinstance(entries, Mapping):
            continue
        for ident, entry in entries.items():
            if isinstance(entry, Sourced) and entry.trust != "verified" and not (entry.relu_par and entry.relu_le):
                source, where = content.places[key, ident]
                for name, field in type(entry).model_fields.items():
                    for text in _sentences(getattr(entry, name)):
                        here = (*where, field.alias or name)
                        yield Unsigned(
                            source.file,
                            source.line(here),
                            f"{key}.{ident}",
                            text,
                            entry.trust,
                            entry.source,
                            entry.note,
                        )


def _sentences(value: object) -> Iterator[str]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        yield from (each for each in value if isinstance(each, Text))
