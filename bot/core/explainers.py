"""What can be read and looked for: texts with their source, and how people ask for them. Read from knowledge/*.yaml."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bot.core.flow import Entry, Flag, Id
from bot.core.text import Text

Trust = Literal["verified", "memory", "mixed"]

#: A page to read: a digit and a letter, which no page of the bot and no answer has; never given to another.
PageCode = Annotated[str, Field(pattern=r"^[0-9][a-z]$")]


class Sourced(Entry):
    """A fact of law, with where it was read and how far to trust it; `relu_par` and `relu_le` are a jurist's signature."""

    trust: Trust = Field(alias="statut")
    source: str = Field(min_length=1)
    note: str | None = None
    relu_par: str | None = None
    relu_le: date | None = None


class Explainer(Sourced):
    """A short text with its source, readable on top of any screen: a word explained, an idea set right, what a territory did."""

    code: PageCode
    shelf: Id = Field(alias="rayon", description="the list that it stands in")
    label: Text = Field(alias="libelle")
    text: Text = Field(alias="texte")
    words: tuple[str, ...] = Field((), alias="mots", description="what people type when they look for it")
    lived: Flag = Field(default=False, alias="vecu", description="true where the name alone may tell what happened")
    limits: tuple[str, ...] = Field((), alias="delais", description="ids of limits, drawn under the text")
    contacts: tuple[str, ...] = Field((), description="ids of contacts, drawn under the text")
    see: tuple[str, ...] = Field((), alias="voir", description="ids of remedies or of other explainers: a button each")


class WrittenSearch(Entry):
    """How people ask for something rather than tell what happened to them."""

    definitions: tuple[str, ...] = Field((), description="« c'est quoi »: they ask what a word means")
    questions: tuple[str, ...] = Field((), description="« comment », « où »: they ask, and say nothing of what")
    requests: tuple[str, ...] = Field((), alias="demandes", description="« délai », « lettre »: they ask, and say what")
    reach: tuple[str, ...] = Field((), alias="joindre", description="« numéro », « horaires »: they ask how to reach")
    idle: tuple[str, ...] = Field((), alias="vides", description="words that say nothing here: « je voudrais savoir »")
    around: tuple[str, ...] = Field((), alias="autour", description="words around the name of a button: « je veux … »")
    pages: Mapping[str, tuple[str, ...]] = Field({}, description="the bot's own pages, and what people type for them")
