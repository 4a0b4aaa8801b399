"""YAML as text with line numbers: what people wrote, before anything is believed about it.

Size and encoding are looked at here, the YAML itself in `events`. Messages are French: partners read them.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.problems import ContentError, Problem
from bot.content.syntax import Mistake, unreadable

MAX_BYTES = 2_000_000

#: A value as written: text, a list, or a mapping.
Value = str | list["Value"] | dict[str, "Value"]

#: Where a value stands: the keys and indices that lead to it.
Where = tuple[str | int, ...]


@dataclass(slots=True)
class Source:
    """A file as read: its value, the line of every key and item, and the digest of its bytes."""

    file: str
    value: dict[str, Value]
    lines: dict[Where, int] = field(default_factory=dict)
    digest: str = ""

    def line(self, where: Where) -> int:
        """Return the line of the nearest thing that stands in the file on the way to `where`."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.lines:
                return self.lines[where[:end]]
        return 1


def read(path: Path, name: str | None = None) -> Source:
    """Read a file; raise ContentError with everything that keeps it from being read."""
    name = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refuse(
                name, 1, "le fichier est trop gros", f"Coupez-le en fichiers de moins de {MAX_BYTES // 1_000_000} Mo."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise refuse(
            name, 1, "le fichier ne s'ouvre pas", f"Vérifiez qu'il existe et qu'il est lisible ({error.strerror})."
        ) from error
    return parse(raw, name)


def digest(raw: bytes) -> str:
    """Return what tells these bytes from any others."""
    return hashlib.sha256(raw).hexdigest()


def parse(raw: bytes, name: str) -> Source:
    """Read the bytes of a file; raise ContentError where they are not text, not YAML, or more than we take."""
    text = _decode(raw, name)
    from bot.content.events import document  # noqa: PLC0415 - who starts on checked content parses nothing

    source = Source(name, {}, digest=digest(raw))
    source.value = document(name, source.lines, text)
    return source


def _decode(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        raise refuse(
            name, 1, "le fichier est trop gros", f"Coupez-le en fichiers de moins de {MAX_BYTES // 1_000_000} Mo."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse(
            name,
            line,
            "le fichier n'est pas enregistré en UTF-8",
            "Enregistrez-le de nouveau avec le codage « UTF-8 ».",
        ) from error
    if mistake := unreadable(text):
        raise mistaken(name, mistake)
    return text


def refuse(name: str, line: int, what: str, mend: str) -> ContentError:
    """Return the error of one thing that keeps a file from being read."""
    return ContentError([Problem(name, line, "critique", "", what, mend)])


def mistaken(name: str, mistake: Mistake) -> ContentError:
    """Return the error of a mistake in the writing."""
    return refuse(name, mistake.line, mistake.what, mistake.mend)
