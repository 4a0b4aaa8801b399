"""Words typed instead of a touch: the button, or the answer to the open question, that they name.

« on continue », « c'est bon je peux continuer » are the button « Continuer »; « c'était mon voisin » is « Couple, famille,
voisin ». What counts is the words that say something: they are those of the label, misspelt perhaps, and no other stands
beside them. So whatever tells more than a label is no touch.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from rapidfuzz.distance import OSA

from bot.core.elapsed import days_ago
from bot.core.flow import Choice
from bot.core.guide import Guide
from bot.core.hours import PARIS
from bot.core.memo import Memo
from bot.core.saying import letters, spelled_out
from bot.core.screen import show
from bot.core.view import Link
from bot.core.visit import Visit
from bot.core.words import canonical, fold, read

#: Longer than any words that only name a button.
LONGEST = 80
#: In so many words at most, one of them may be the answer to a question.
ANSWER = 7
#: From so many letters on, one of them may be wrong.
SPELT = 5
_ASIDE = re.compile(r"\([^)]*\)")
_PARTS = re.compile(r"[.,] ?| ou ")

_Telling = frozenset[str]
#: What each label says; nothing that somebody typed is kept.
_labels: Memo[_Telling] = Memo(4096)


def button(here: Visit, words: str, now: datetime) -> str | None:
    """Return where the button leads whose label somebody typed, alone or in a few words that say nothing else."""
    said = fold(words[:LONGEST]).strip(" .!?")
    shown = show(here.guide, here.here(here.page), now, here.aside).links if said else ()
    links = [each for each in shown if each.path is not None and each.role != "choice"]
    typed = letters(said)
    exact = next((each for each in links if typed and letters(each.label) == typed), None)
    if exact or not typed or len(words) > LONGEST:
        return exact.path if exact else None
    named = _telling(here.guide, words)
    found = next((each for each in links if _same(named, _label(here.guide, each.label))), None)
    part = {
        each.path
        for each in links
        if each.role != "page" and any(_same(named, _label(here.guide, one)) for one in _parts(each.label))
    }
    pressed = found or _confirmed(here.guide, links, named)
    return pressed.path if pressed else part.pop() if len(part) == 1 else None


def choice(here: Visit, words: str, now: datetime) -> str | None:
    """Return the code of the choice whose label somebody typed or a part of it, one of its words, or the time that they tell."""
    said = fold(words[:LONGEST]).strip(" .!?")
    heard = ""
    if len(words.split()) <= ANSWER:  # in more words, « hier » or « sais pas » is a part of what somebody tells
        heard = f" {said} | {spelled_out(here.guide.knowledge.lexicon.abbreviations, words)} "
    step = here.demanded or here.step
    for each in step.choices.values():
        if fold(each.label) == said or any(f" {form} " in heard for form in each.words):
            return each.code
    if named := _part(here.guide, step.choices.values(), words):
        return named
    timed = [each for each in step.choices.values() if each.days]
    ago = days_ago(words, now.astimezone(PARIS).date()) if timed else None
    return next((each.code for each in timed if ago is not None and ago <= (each.days or 0)), None)


def _confirmed(guide: Guide, links: Iterable[Link], named: _Telling) -> Link | None:
    """Return the one button that goes on whose label holds all that was typed: « continuer » for « Continuer avec ce choix »."""
    negations = guide.lexicon.vocabulary.negations
    meant = [
        each
        for each in links
        if each.role == "confirm"
        and named - negations
        and (label := _label(guide, each.label)) >= named
        and label & negations == named & negations
    ]
    return meant[0] if len(meant) == 1 else None


def _part(guide: Guide, choices: Iterable[Choice], words: str) -> str | None:
    """Return the one choice of which a part was typed: « la mairie » for « Police, école, soins, mairie »."""
    named = _telling(guide, words) if len(words) <= LONGEST else frozenset()
    parts = ((each, part) for each in choices if not each.days for part in _parts(each.label))
    meant = {each.code for each, part in parts if _same(named, _label(guide, part))}
    return meant.pop() if len(meant) == 1 else None


def _parts(label: str) -> list[str]:
    """Return what a label names, one after the other; an example in brackets is no name."""
    return _PARTS.split(_ASIDE.sub("", label))


def _same(typed: _Telling, label: _Telling) -> bool:
    """Say whether two things said are the same, one letter wrong in a long word at most."""
    if not typed or len(typed) != len(label):
        return False
    return all(
        word in label or (len(word) >= SPELT and any(OSA.distance(word, each, score_cutoff=1) <= 1 for each in label))
        for word in typed
    )


def _label(guide: Guide, label: str) -> _Telling:
    """Return what a label says."""
    return _labels.get((guide, label), lambda: _telling(guide, label))


def _telling(guide: Guide, text: str) -> _Telling:
    """Return the words that say something: none that may stand anywhere, and none that only goes around a button's name."""
    vocabulary = guide.lexicon.vocabulary
    around = {canonical(vocabulary, fold(word))[0] for word in guide.knowledge.search.around}
    return frozenset(
        word.stems[0] for word in read(vocabulary, text) if not word.small and around.isdisjoint(word.stems)
    )
