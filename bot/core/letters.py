"""What partners write in knowledge/lettres/ and knowledge/durees.yaml: letters, durations, the leaflet. Models and their check.

A letter is plain text with two marks: `{case}` is filled from the answers, `[mots]` is a blank that the person fills by
hand. Nothing in it is ever code of the typesetter: a hash, a dollar or a backslash prints as it stands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from bot.core.facts import ANY, Condition
from bot.core.flow import Entry, Flag
from bot.core.text import SLOT, Text

if TYPE_CHECKING:
    from bot.core.knowledge import Knowledge

#: What a letter may be filled with. An unknown answer leaves a blank; `articles` without any leaves its part out.
SLOTS = frozenset({"lieu", "domaine", "traitement", "raisons", "tribunal", "articles"})
#: Where a duration starts to run; the words for it are the phrases `depart_…`.
Start = Literal["faits", "decision", "rupture", "dernier_fait", "decouverte"]
#: One place in a template, with the keys that lead to it.
Where = tuple[str | int, ...]

_MARKS = re.compile(r"[{}\[\]]")
_BLANK = re.compile(r"\[[^\[\]{}\n]+\]")


class Article(Entry):
    """A text of law that a letter may name; only one with `statut: verified` is ever printed."""

    text: Text = Field(alias="texte")
    trust: Literal["verified", "memory"] = Field(alias="statut")
    source: str = Field(min_length=1)
    when: Condition = Field(Condition(), alias="quand")


class Part(Entry):
    """One part of a letter: a heading, paragraphs (an empty line between two), a list, lines to write on, in this order."""

    title: Text | None = Field(None, alias="titre")
    text: Text | None = Field(None, alias="texte")
    items: tuple[Text, ...] = Field((), alias="liste")
    lines: int = Field(0, alias="lignes", ge=0, le=25, description="ruled lines for handwriting")
    story: Flag = Field(
        default=False, alias="recit", description="the aide-mémoire stands here; without one, the lines do"
    )
    when: Condition = Field(Condition(), alias="quand")


class WrittenLetter(Entry):
    """A letter that the bot prepares and the person completes, signs and sends."""

    label: Text = Field(alias="libelle", description="the button")
    purpose: Text = Field(alias="sert_a", description="what it is for: one short sentence in the list of letters")
    rank: int = Field(alias="rang", ge=1, le=99)
    when: Condition = Field(Condition(), alias="quand")
    door: str | None = Field(None, alias="porte", description="the door whose contact is the addressee")
    cards: str = Field("", alias="fiches", description="only contacts whose id starts with this")
    addressee: Text | None = Field(None, alias="destinataire", description="the addressee where no contact is known")
    named: Flag = Field(
        default=True, alias="nom_du_contact", description="false: the contact's name is no addressee, its address is"
    )
    to_author: Flag = Field(default=False, alias="a_l_auteur", description="may reach the author of the facts")
    before: Text | None = Field(None, alias="avant", description="said on the screen before the letter")
    subject: Text = Field(alias="objet")
    sender: Flag = Field(default=True, alias="expediteur", description="false: no block of sender at the top")
    parts: tuple[Part, ...] = Field(alias="corps", min_length=1)
    articles: tuple[Article, ...] = ()
    join: tuple[Text, ...] = Field((), alias="a_joindre")
    signature: Text
    advice: Text | None = Field(
        None, alias="conseils", description="how to send it, said beside the letter: a line each"
    )
    trust: Literal["verified", "memory", "mixed"] = Field(alias="statut")
    source: str = Field(min_length=1)
    note: str | None = None


class Duration(Entry):
    """How long a time limit of the same id is: in months, from a day to the day of the same number (dies ad quem)."""

    months: int = Field(alias="mois", ge=1, le=240)
    start: Start = Field(alias="depart")
    extended: Flag = Field(alias="report", description="ends on the next working day where the last one is none")
    trust: Literal["verified", "memory"] = Field(alias="statut")
    source: str = Field(min_length=1)
    note: str | None = None


class Leaflet(Entry):
    """What a commune's leaflet holds: the doors whose contacts it names, those of everywhere and those of the place."""

    everywhere: tuple[str, ...] = Field(alias="partout")
    near: tuple[str, ...] = Field(alias="pres_d_ici")
    most: int = Field(4, alias="maximum", ge=1, le=6, description="contacts of the place, at most")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a letter, where it stands and what to do: the checker turns it into a line of `relais check`."""

    where: Where
    what: str
    mend: str


def check_letters(knowledge: "Knowledge", vocabulary: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """Yield what is wrong in letters, durations and the leaflet; `vocabulary` holds what a condition may name."""
    for name, letter in knowledge.letters.items():
        where = ("lettres", name)
        for place, text in _texts(letter):
            yield from _marks((*where, *place), text)
        for place, condition in _conditions(letter):
            yield from _condition((*where, *place, "quand"), condition, vocabulary)
        yield from _doors((*where, "porte"), [letter.door] if letter.door else [], knowledge.doors)
        if letter.sender and letter.addressee is None:
            yield Fault(
                where, "une lettre sans destinataire", "Ajoutez « destinataire: », avec des [mots à compléter]."
            )
        if letter.to_author and not (letter.before and "39 28" in letter.before):
            yield Fault(
                (*where, "avant"),
                "une lettre à l'auteur des faits sans « Appelez d'abord le 39 28 »",
                "Ajoutez « avant: » avec cette phrase : la personne y travaille ou y habite peut-être encore.",
            )
    for name in knowledge.durations:
        if name not in knowledge.limits:
            yield Fault(
                ("durees", name), f"le délai « {name} » n'existe pas", "Donnez le nom d'un délai de delais.yaml."
            )
    if knowledge.leaflet:
        yield from _doors(("depliant", "partout"), knowledge.leaflet.everywhere, knowledge.doors)
        yield from _doors(("depliant", "pres_d_ici"), knowledge.leaflet.near, knowledge.doors)


def _doors(where: Where, named: Sequence[str], doors: Mapping[str, object]) -> Iterator[Fault]:
    for door in named:
        if door not in doors:
            yield Fault(where, f"la porte « {door} » n'existe pas", "Les portes sont dans knowledge/portes.yaml.")


def _texts(letter: WrittenLetter) -> Iterator[tuple[Where, Text]]:
    """Yield every text that is printed, with the keys that lead to it."""
    for key, text in (("destinataire", letter.addressee), ("objet", letter.subject), ("signature", letter.signature)):
        if text is not None:
            yield (key,), text
    for number, part in enumerate(letter.parts):
        for key, text in (("titre", part.title), ("texte", part.text)):
            if text is not None:
                yield ("corps", number, key), text
        for item, text in enumerate(part.items):
            yield ("corps", number, "liste", item), text
    for item, text in enumerate(letter.join):
        yield ("a_joindre", item), text


def _marks(where: Where, text: Text) -> Iterator[Fault]:
    for slot in sorted(text.slots() - SLOTS):
        yield Fault(
            where, f"la case « {{{slot}}} » n'existe pas", f"Les cases connues sont : {', '.join(sorted(SLOTS))}."
        )
    if left := _MARKS.search(_BLANK.sub("", SLOT.sub("", text))):
        yield Fault(where, f"« {left[0]} » est seul", "Écrivez {case} ou [mots à compléter], ouverts et fermés.")


def _conditions(letter: WrittenLetter) -> Iterator[tuple[Where, Condition]]:
    yield (), letter.when
    for number, part in enumerate(letter.parts):
        yield ("corps", number), part.when
    for number, article in enumerate(letter.articles):
        yield ("articles", number), article.when


def _condition(where: Where, condition: Condition, vocabulary: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    for part, asked in (("si", condition.si), ("sauf", condition.sauf)):
        for name, wanted in asked.items():
            if name not in vocabulary:
                yield Fault(
                    (*where, part, name), f"le fait « {name} » n'existe pas ici", f"Il y a : {', '.join(vocabulary)}."
                )
                continue
            for value in wanted if wanted != ANY else ():
                if value not in vocabulary[name]:
                    yield Fault(
                        (*where, part, name), f"« {value} » n'est pas une valeur de « {name} »", "Vérifiez le mot."
                    )
