"""Catalogs of translations: gettext's files, one a language, read as they are and written anew by `make messages`.

A sentence is known by its French words. Where these changed since, its name (`phrases.merci`, kept beside it as a comment)
tells that the translation is stale; it is marked `fuzzy`, with the French that it translated.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content import po
from bot.content.texts import Sentence
from bot.core.languages import Language
from bot.core.text import SLOT

if TYPE_CHECKING:  # Babel writes catalogs, and costs memory that the bot does without
    from babel.messages.catalog import Catalog as Messages

#: No date of day in the files, so that what did not change stays the same.
DATE = datetime(2026, 1, 1, tzinfo=UTC)
_FIGURES = re.compile(r"\d+")
_REVIEW = re.compile(r"^# relu_(par|le): *(.*)$", re.MULTILINE)
_HEADER = "# Relais : {language}.\n# Qui a relu cette traduction (une personne dont c'est la langue), et quand :\n# relu_par: {by}\n# relu_le: {on}\n#"


@dataclass(frozen=True, slots=True)
class Translated:
    """A sentence as somebody translated it: the French that it was made from, and the words."""

    french: str
    words: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language's translations, by their French, and by name for those whose French has changed since."""

    language: str
    by_french: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, Translated] = field(default_factory=dict)
    reviewed_by: str = ""
    reviewed_on: str = ""

    @property
    def reviewed(self) -> bool:
        """Say whether somebody whose language it is has read it, and when."""
        return bool(self.reviewed_by and self.reviewed_on)

    def find(self, name: str, french: str) -> tuple[str | None, bool]:
        """Return the translation of a sentence, or None, and whether it is stale.

        A stale one is still said while it holds the same figures and slots: a comma that moved is no reason to fall back to
        French, a telephone number that changed is.
        """
        if (words := self.by_french.get(french)) is not None:
            return words, False
        old = self.by_name.get(name)
        if old is None:
            return None, False
        return (old.words if marks(old.words) == marks(french) else None), True


def _name(said: str) -> str:
    """Return the name in a comment, or "" where it is a place in a list: that one changes with the file."""
    name = said.removesuffix(" (essentiel)")
    return "" if any(part.isdigit() for part in name.split(".")) else name


def marks(text: str) -> list[str]:
    """Return the figures and the slots of a sentence, which a translation keeps."""
    return sorted(_FIGURES.findall(text) + [f"{{{slot}}}" for slot in SLOT.findall(text)])


def path_of(folder: Path, language: str) -> Path:
    """Return where the catalog of a language stands."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def read_catalog(folder: Path, language: str) -> Catalog:
    """Read a language's catalog; an absent one is empty."""
    path = path_of(folder, language)
    if not path.is_file():
        return Catalog(language)
    text = path.read_text(encoding="utf-8")
    by_french: dict[str, str] = {}
    by_name: dict[str, Translated] = {}
    for message in po.messages(text):
        if not message.words:
            continue
        if not message.stale:
            by_french[message.french] = message.words
        for name in map(_name, message.names):
            if name:
                by_name[name] = Translated(message.source, message.words)
    review = dict(_REVIEW.findall(text.partition("msgid")[0]))
    return Catalog(language, by_french, by_name, review.get("par", "").strip(), review.get("le", "").strip())


def template(sentences: Iterable[Sentence], header: str) -> "Messages":
    """Return the catalog of what there is to translate: each sentence once, with all its names, files and lines."""
    from babel.messages.catalog import Catalog as Messages  # noqa: PLC0415 - see above

    messages = Messages(
        project="relais", header_comment=header, charset="utf-8", creation_date=DATE, revision_date=DATE
    )
    for each in sentences:
        messages.add(str(each.text), locations=[(each.file, each.line)], auto_comments=[comment(each)])
    return messages


def comment(sentence: Sentence) -> str:
    """Return what translators read above a sentence: its name, and whether it comes first."""
    return f"{sentence.name} (essentiel)" if sentence.essential else sentence.name


def refreshed(folder: Path, code: str, language: Language, wanted: Iterable[Sentence]) -> "Messages":
    """Return a language's catalog for the present sentences: what was translated stays, what has changed is fuzzy.

    A language that is not to be whole gets the essential ones, and those that somebody translated all the same.
    """
    old = read_catalog(folder, code)
    header = _HEADER.format(language=language.name, by=old.reviewed_by, on=old.reviewed_on)
    listed = (each for each in wanted if language.whole or each.essential or str(each.text) in old.by_french)
    fresh = template(listed, header)
    for message in fresh:
        if not message.id:
            continue
        words = old.by_french.get(str(message.id))
        if words is not None:
            message.string = words
            continue
        names = map(_name, message.auto_comments)
        stale = next((old.by_name[name] for name in names if name in old.by_name), None)
        if stale and stale.french:
            message.string, message.previous_id = stale.words, [stale.french]
            message.flags.add("fuzzy")
    fresh.fuzzy = False
    return fresh


def write(messages: "Messages", path: Path) -> None:
    """Write a catalog: no time of day in it, so that what did not change stays the same file."""
    from babel.messages.pofile import write_po  # noqa: PLC0415 - see above

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, messages, width=110, include_previous=True, sort_by_file=False)
