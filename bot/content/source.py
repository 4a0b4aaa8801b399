"""YAML as text with line numbers: what people wrote, before anything is believed about it.

One pass over the C parser's events. Every scalar stays text (`01000` keeps its zero, `no` is a word, `10:30` is not 630);
anchors, tags and repeated keys are refused, depth and size bounded before anything is built, so that neither a billion
laughs nor forty thousand brackets reach memory. Messages are French: partners read them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.content.problems import ContentError, Problem
from bot.content.syntax import Mistake, explain_syntax, unreadable, word_quotes

MAX_BYTES = 2_000_000
MAX_DEPTH = 32
MAX_NODES = 50_000

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
            raise _refuse(
                name, 1, "le fichier est trop gros", f"Coupez-le en fichiers de moins de {MAX_BYTES // 1_000_000} Mo."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise _refuse(
            name, 1, "le fichier ne s'ouvre pas", f"Vérifiez qu'il existe et qu'il est lisible ({error.strerror})."
        ) from error
    return parse(raw, name)


def digest(raw: bytes) -> str:
    """Return what tells these bytes from any others."""
    return hashlib.sha256(raw).hexdigest()


def parse(raw: bytes, name: str) -> Source:
    """Read the bytes of a file; raise ContentError where they are not text, not YAML, or more than we take."""
    text = _decode(raw, name)
    source = Source(name, {}, digest=digest(raw))
    try:
        source.value = _Reader(name, source.lines, text).document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        raise _mistaken(name, explain_syntax(error, text)) from error
    except yaml.YAMLError as error:
        raise _refuse(
            name,
            _forbidden_line(text),
            "le fichier contient un caractère interdit",
            "Effacez les caractères invisibles et réécrivez la ligne.",
        ) from error
    return source


def _refuse(name: str, line: int, what: str, mend: str) -> ContentError:
    return ContentError([Problem(name, line, "critique", "", what, mend)])


def _forbidden_line(text: str) -> int:
    """Return the line of the first character that YAML does not take; the C parser does not say where it is."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _decode(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        raise _refuse(
            name, 1, "le fichier est trop gros", f"Coupez-le en fichiers de moins de {MAX_BYTES // 1_000_000} Mo."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refuse(
            name,
            line,
            "le fichier n'est pas enregistré en UTF-8",
            "Enregistrez-le de nouveau avec le codage « UTF-8 ».",
        ) from error
    if mistake := unreadable(text):
        raise _mistaken(name, mistake)
    return text


def _mistaken(name: str, mistake: Mistake) -> ContentError:
    return _refuse(name, mistake.line, mistake.what, mistake.mend)


class _Reader:
    """The events of one file, turned into text, lists and mappings."""

    def __init__(self, name: str, lines: dict[Where, int], text: str) -> None:
        self.name = name
        self.text = text
        self.lines = lines
        self.nodes = 0

    def document(self, events: Iterator[yaml.Event]) -> dict[str, Value]:
        """Read the one document that a file holds; an empty file is an empty mapping."""
        self.events = events
        next(events)  # the stream starts
        if isinstance(next(events), yaml.StreamEndEvent):
            return {}
        value = self._value(next(events), (), 0)
        next(events)  # the document ends
        if not isinstance(more := next(events), yaml.StreamEndEvent):
            raise _refuse(
                self.name,
                _line(more),
                "le fichier contient deux documents",
                "Effacez la ligne « --- » ou faites deux fichiers.",
            )
        if value == "":
            return {}
        if not isinstance(value, dict):
            raise _refuse(
                self.name,
                1,
                "le fichier doit commencer par une clé",
                "Écrivez par exemple « contacts: » sur la première ligne.",
            )
        return value

    def _value(self, event: yaml.Event, where: Where, depth: int) -> Value:
        line = _line(event)
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise _refuse(
                self.name,
                line,
                "le fichier est trop compliqué",
                "Enlevez des niveaux : une fiche tient en trois ou quatre niveaux.",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refuse(
                self.name,
                line,
                "les ancres et les renvois (& et *) ne sont pas acceptés",
                "Écrivez la valeur en entier, ou mettez le texte entre guillemets.",
            )
        if getattr(event, "tag", None):
            raise _refuse(
                self.name,
                line,
                "les étiquettes (!) ne sont pas acceptées",
                "Effacez-la, ou mettez le texte entre guillemets.",
            )
        self.lines.setdefault(where, line)
        if isinstance(event, yaml.ScalarEvent):
            value = str(event.value)
            if not event.style and (mistake := word_quotes(value, line, self.text)):
                raise _mistaken(self.name, mistake)
            return value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(where, depth)
        return self._mapping(where, depth)

    def _list(self, where: Where, depth: int) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*where, len(items)), depth + 1))
        return items

    def _mapping(self, where: Where, depth: int) -> dict[str, Value]:
        entries: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._value(event, (*where, "?"), depth + 1)
            if not isinstance(key, str):
                raise _refuse(self.name, line, "une clé doit être un mot", "Écrivez « clé: valeur ».")
            if key == "<<":
                raise _refuse(
                    self.name, line, "les fusions (<<) ne sont pas acceptées", "Écrivez les valeurs en entier."
                )
            if key in entries:
                first = self.lines[*where, key]
                raise _refuse(
                    self.name,
                    line,
                    f"la clé « {key} » est écrite deux fois",
                    f"Effacez l'une des deux (la première est à la ligne {first}).",
                )
            self.lines[*where, key] = line
            entries[key] = self._value(next(self.events), (*where, key), depth + 1)
        self.lines.pop((*where, "?"), None)
        return entries
