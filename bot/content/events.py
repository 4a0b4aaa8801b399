"""The YAML of a file, in one pass over the C parser's events.

Every scalar stays text (`01000` keeps its zero, `no` is a word, `10:30` is not 630); anchors, tags and repeated keys are
refused, depth and size bounded before anything is built, so that neither a billion laughs nor forty thousand brackets reach
memory.
"""

from collections.abc import Iterator

import yaml

from bot.content.source import Value, Where, mistaken, refuse
from bot.content.syntax import explain_syntax, word_quotes

MAX_DEPTH = 32
MAX_NODES = 50_000


def document(name: str, lines: dict[Where, int], text: str) -> dict[str, Value]:
    """Return what a file's text holds, and fill in the line of every key and item; raise ContentError where it is not YAML."""
    try:
        return _Reader(name, lines, text).document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        raise mistaken(name, explain_syntax(error, text)) from error
    except yaml.YAMLError as error:
        raise refuse(
            name,
            _forbidden_line(text),
            "le fichier contient un caractère interdit",
            "Effacez les caractères invisibles et réécrivez la ligne.",
        ) from error


def _forbidden_line(text: str) -> int:
    """Return the line of the first character that YAML does not take; the C parser does not say where it is."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


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
            raise refuse(
                self.name,
                _line(more),
                "le fichier contient deux documents",
                "Effacez la ligne « --- » ou faites deux fichiers.",
            )
        if value == "":
            return {}
        if not isinstance(value, dict):
            raise refuse(
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
            raise refuse(
                self.name,
                line,
                "le fichier est trop compliqué",
                "Enlevez des niveaux : une fiche tient en trois ou quatre niveaux.",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refuse(
                self.name,
                line,
                "les ancres et les renvois (& et *) ne sont pas acceptés",
                "Écrivez la valeur en entier, ou mettez le texte entre guillemets.",
            )
        if getattr(event, "tag", None):
            raise refuse(
                self.name,
                line,
                "les étiquettes (!) ne sont pas acceptées",
                "Effacez-la, ou mettez le texte entre guillemets.",
            )
        self.lines.setdefault(where, line)
        if isinstance(event, yaml.ScalarEvent):
            value = str(event.value)
            if not event.style and (mistake := word_quotes(value, line, self.text)):
                raise mistaken(self.name, mistake)
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
                raise refuse(self.name, line, "une clé doit être un mot", "Écrivez « clé: valeur ».")
            if key == "<<":
                raise refuse(
                    self.name, line, "les fusions (<<) ne sont pas acceptées", "Écrivez les valeurs en entier."
                )
            if key in entries:
                first = self.lines[*where, key]
                raise refuse(
                    self.name,
                    line,
                    f"la clé « {key} » est écrite deux fois",
                    f"Effacez l'une des deux (la première est à la ligne {first}).",
                )
            self.lines[*where, key] = line
            entries[key] = self._value(next(self.events), (*where, key), depth + 1)
        self.lines.pop((*where, "?"), None)
        return entries
