"""Read the translations as `bot.content.lint` reads the French: what must never be said is critical, a long sentence a warning."""

import re
from collections.abc import Iterable, Iterator

from bot.content.catalog import Catalog
from bot.content.caution import verdict
from bot.content.problems import Problem
from bot.content.texts import Sentence
from bot.core.languages import Language, Proof
from bot.core.tongue import FRENCH
from bot.core.words import fold

#: A full stop, a question mark, a line: in Arabic too.
_SENTENCE = re.compile(r"[.!?…؟]+(?:\s|$)|\n+| ?: |؛")
_WORD = re.compile(r"[^\W_]")


def proofread(wanted: Iterable[Sentence], language: Language, catalog: Catalog, proof: Proof) -> Iterator[Problem]:
    """Yield what a catalog says that is said nowhere, and its sentences that are longer than its language bears."""
    never = _never(proof.forbidden)
    for each in wanted:
        words, _stale = catalog.find(each.name, str(each.text))
        if words is None:
            continue
        found = never.search(fold(words)) if never else None
        said = found[0] if found else verdict(words) if language.spoken == FRENCH else None
        if said:
            what = f"{language.name} : « {said} » ne se dit jamais ici"
            mend = "Traduisez comme le français : « peut correspondre à… »."
            yield Problem(each.file, each.line, "critique", each.name, what, mend)
        for length, start in _long(words, proof.words):
            what = f"{language.name} : une phrase de {length} mots : « {start}… »"
            yield Problem(
                each.file, each.line, "avertissement", each.name, what, f"Coupez-la : {proof.words} mots au plus."
            )


def _never(forbidden: Iterable[str]) -> re.Pattern[str] | None:
    """Match the expressions of the table, whole words only; « illegal* » is every word that begins so."""
    forms = (re.escape(fold(each)).replace(r"\*", r"\w*") for each in forbidden)
    whole = "|".join(forms)
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)") if whole else None


def _long(text: str, most: int) -> Iterator[tuple[int, str]]:
    """Yield the length and the beginning of each sentence of more than `most` words; 0 is no limit."""
    for sentence in _SENTENCE.split(text.replace("**", "")) if most else ():
        length = sum(bool(_WORD.search(word)) for word in sentence.split())
        if length > most:
            yield length, sentence.strip()[:40]
