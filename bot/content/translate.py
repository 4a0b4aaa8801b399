"""The same content in another language: every sentence that a catalog holds, French for the rest, and said so.

Entries that nothing changes are shared with the French guide; ids, codes and numbers are never touched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from pydantic import BaseModel

from bot.content.catalog import Catalog, marks
from bot.content.source import Where
from bot.content.texts import dotted, matches
from bot.core.flow import Entry
from bot.core.informal import MINOR, PLAIN
from bot.core.languages import Translation
from bot.core.text import Text

Content = TypeVar("Content")
#: The phrase that follows a sentence which is still in French.
IN_FRENCH = "en_francais"


@dataclass(frozen=True, slots=True)
class Translator:
    """One catalog at work on the content; `suffix` is what follows a sentence that is still in French.

    `wordless` are the entries, by identity, that hold no sentence at all: most of them, and the same in every language.
    """

    catalog: Catalog
    kept: Translation
    suffix: str
    wordless: frozenset[int] = frozenset()

    def told(self, content: Content, where: Where) -> Content:
        """Return an entry, a mapping or a tuple with its sentences translated."""
        return cast("Content", self._told(content, where))

    def words(self, where: Where, text: Text) -> Text:
        """Return one sentence: translated, or the French with its mark where it is no name."""
        name = dotted(where)
        if matches(name, self.kept.french) and not matches(name, self.kept.essential):
            return text
        found, _stale = self.catalog.find(name, str(text))
        if found is not None:
            return text if found == text else Text(found)
        return text if matches(name, self.kept.names) else Text(f"{text} {self.suffix}")

    def _told(self, value: object, where: Where) -> object:
        if type(value) in PLAIN or id(value) in self.wordless:
            return value
        if isinstance(value, Text):
            return self.words(where, value)
        if isinstance(value, Entry):
            return self._entry(value, where)
        if isinstance(value, dict):
            return self._mapping(value, where)
        if isinstance(value, tuple):
            items = tuple(self._told(each, (*where, number)) for number, each in enumerate(value))
            return value if all(new is old for new, old in zip(items, value, strict=True)) else items
        return value

    def _mapping(self, value: Mapping[str, object], where: Where) -> Mapping[str, object]:
        told = {name: self._told(each, (*where, name)) for name, each in value.items()}
        for name, french in value.items():
            base = name.removesuffix(MINOR)
            if base != name and base in value and isinstance(french, Text):
                told[name] = self._for_minors(french, value[base], told[base], (*where, name))
        return value if all(told[name] is each for name, each in value.items()) else told

    def _entry(self, entry: Entry, where: Where) -> Entry:
        changed: dict[str, object] = {}
        for name, field in type(entry).model_fields.items():
            old = getattr(entry, name)
            if not old or name == "tu" or type(old) in PLAIN or id(old) in self.wordless:
                continue
            if (new := self._told(old, (*where, field.alias or name))) is not old:
                changed[name] = new
        if entry.tu:
            aliases = {field.alias or name: name for name, field in type(entry).model_fields.items()}
            changed["tu"] = {
                key: self._for_minors(
                    french, getattr(entry, aliases[key]), changed.get(aliases[key], getattr(entry, aliases[key])), (*where, "tu", key)
                )
                for key, french in entry.tu.items()
            }  # fmt: skip
        return entry.model_copy(update=changed) if changed else entry

    def _for_minors(self, french: Text, adult: object, translated: object, where: Where) -> Text:
        """Return the form for minors: its own translation, else the adults' where it says the same numbers."""
        found, _stale = self.catalog.find(dotted(where), str(french))
        if found is not None:
            return Text(found)
        if isinstance(translated, Text) and same_for_minors(french, adult):
            return (
                french if translated is adult else translated
            )  # easy French may keep a sentence: « tu » stands in French
        return self.words(where, french)


def wordless(content: object) -> frozenset[int]:
    """Return the identities of what holds no sentence below it; the content must live on, and it does."""
    found: set[int] = set()
    _has_words(content, found)
    return frozenset(found)


def _has_words(value: object, bare: set[int]) -> bool:
    if type(value) in PLAIN:
        return False
    if isinstance(value, Text):
        return True
    if isinstance(value, BaseModel):
        below: Iterable[object] = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, Mapping):
        below = value.values()
    elif isinstance(value, tuple):
        below = value
    else:
        return False
    has = [_has_words(each, bare) for each in below]
    if not any(has):
        bare.add(id(value))
    return any(has)


def same_for_minors(french: Text, adult: object) -> bool:
    """Say whether the form for minors says no other number than the one for adults: a language without « tu » needs one."""
    return isinstance(adult, Text) and marks(french) == marks(adult)
