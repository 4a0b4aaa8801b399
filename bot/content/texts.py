"""Every sentence of the content, with the keys that lead to it: what the lint reads, and what is extracted for translators."""

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel

from bot.content.load import SECTIONS, Content
from bot.content.source import Where
from bot.core.text import Text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A French sentence to translate: the keys that lead to it, its file and line, and whether no language does without it."""

    name: str
    text: Text
    file: str
    line: int
    essential: bool


def texts(value: object, where: Where) -> Iterator[tuple[Where, Text]]:
    """Yield every Text below a value, with the keys that lead to it in the file."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from texts(getattr(value, name), (*where, field.alias or name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, (*where, key))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from texts(each, (*where, number))


def sentences(content: Content) -> Iterator[Sentence]:
    """Yield what there is to translate, in the order of the files; what stays in French is left out."""
    essential, french = content.knowledge.translation.essential, content.knowledge.translation.french
    for flow, tree in content.flows.items():
        source = content.flow_sources[flow]
        for where, text in texts(tree, ()):
            name = dotted((flow, *where))
            first = matches(name, essential)
            if first or not matches(name, french):
                yield Sentence(name, text, source.file, source.line(where), first)
    for key, section in SECTIONS.items():
        for where, text in texts(getattr(content.knowledge, section), (key,)):
            name = dotted(where)
            first = matches(name, essential)
            if first or not matches(name, french):
                place = content.problem(where, "", "")
                yield Sentence(name, text, place.file, place.line, first)


def dotted(where: Where) -> str:
    """Return the keys as one name: « phrases.merci », « accueil.etapes.raison.texte »."""
    return ".".join(map(str, where))


@cache
def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Say whether one of the patterns of knowledge/langues.yaml covers a name."""
    return _compiled(patterns).fullmatch(name) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, patterns)) or r"(?!)")
