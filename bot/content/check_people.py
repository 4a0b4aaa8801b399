"""Look for people in what partners write: a card is a service's, and everybody can read these files."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.content.load import Content
from bot.content.problems import Problem
from bot.content.texts import texts
from bot.core.knowledge import Contact
from bot.core.spelling import slug

#: « Mme Dupont », « M. MARTIN »; titles of doctors are left: hospitals and streets bear their names.
_TITLE = re.compile(r"\b(?:Mme|Mmes|Mlle|Madame|Monsieur|Mr|M\.|Maître|Me) ?(?:[A-ZÀ-Ý]\. ?)?(?:[A-ZÀ-Ý][\w'’-]+)")
_MOBILE = re.compile(r"(?<!\d)(?:0|(?:\+|00)33 ?)[67](?:[ .-]?\d{2}){4}(?!\d)")
_ADDRESS = re.compile(r"(?P<first>[\w-]+)\.(?P<last>[\w-]+)@[^@\s]+")
_FULL_NAME = re.compile(r"[A-ZÀ-Ý][\w-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}")
#: A licence to reuse: the number was published by the State for everybody.
_PUBLISHED = "Licence Ouverte"
#: Whoever wrote one of these words has asked themselves whose number it is.
_SAID = re.compile(r"\b(?:mobile|portable|itinérant)", re.IGNORECASE)


def person_in(name: str) -> bool:
    """Say whether the name of a structure looks like somebody's: « Jean Dupont », « Mme Dupont »."""
    words = name.strip()
    return bool(_TITLE.search(words) or (_FULL_NAME.fullmatch(words) and _first_name(words.split()[0])))


def _first_name(word: str) -> bool:
    """Say whether a word is a first name that is frequent in France. One that is not in the list passes: people read too."""
    return slug(word) in _first_names()


@cache
def _first_names() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("first_names.txt").read_text(encoding="ascii").split())


def check_people(content: Content) -> Iterator[Problem]:
    """Yield what looks like a person's name, mobile or mailbox in a contact, as warnings: only whoever wrote it knows."""
    for ident, contact in content.knowledge.contacts.items():
        for where, what, mend in _found(contact):
            yield content.problem(("contacts", ident, *where), what, mend, warning=True)


_Found = tuple[tuple[str | int, ...], str, str]


def _found(contact: Contact) -> Iterator[_Found]:
    written = [*texts(contact, ())]
    written += [
        ((name,), said) for name in ("source", "telephone", "sms", "courriel") if (said := getattr(contact, name))
    ]
    own_number = _PUBLISHED in contact.source or any(_SAID.search(said) for _where, said in written)
    for where, said in written:
        if found := _TITLE.search(said):
            yield (
                where,
                f"« {found[0]} » est peut-être le nom d'une personne",
                "Écrivez la fonction ou le nom du service.",
            )
        if not own_number and _MOBILE.search(said):
            mend = (
                "Écrivez celui du service. S'il s'agit bien du sien, ajoutez « (mobile du service) » dans « reserve »."
            )
            yield where, "ce numéro de mobile est peut-être celui d'une personne", mend
        if (found := _ADDRESS.search(said)) and (len(found["first"]) == 1 or _first_name(found["first"])):
            yield where, f"« {found[0]} » est peut-être l'adresse d'une personne", "Écrivez l'adresse du service."
    if contact.verifie_par and person_in(contact.verifie_par):
        what = f"« {contact.verifie_par} » est peut-être le nom d'une personne"
        yield ("verifie_par",), what, "Écrivez le nom de la structure : tout le monde peut lire ce fichier."
