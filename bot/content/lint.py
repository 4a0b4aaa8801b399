"""Read the French: what must never be said is critical, what is hard to read is a warning."""

import re
from collections.abc import Iterator

from bot.content.caution import verdict
from bot.content.load import SECTIONS, Content
from bot.content.problems import Problem
from bot.content.texts import texts
from bot.core.knowledge import Knowledge
from bot.core.text import SLOT, Text
from bot.core.words import fold

#: Words that blame, in what a resident reads.
BLAMING = re.compile(
    r"\b(?:vous prétendez|tu prétends|vous auriez dû|tu aurais dû|votre faute est|êtes-vous sûr|prouvez)\b",
    re.IGNORECASE,
)
#: Two negations in one breath: « vous ne pouvez pas ne pas… », « ce n'est pas impossible ».
TWICE_NO = re.compile(
    r"\bn[e'’][^.!?]{0,30}\b(?:pas|jamais)\b[^.!?,:;]{0,12}\b(?:ne pas|impossible|inutile)\b", re.IGNORECASE
)
_INITIALS = re.compile(r"\b[A-Z]{2,}\b")
#: Longer sentences are hard to read.
WORDS = 20
#: Sections whose sentences have slots that the program fills.
WITH_SLOTS = frozenset({"phrases", "types", "portes", "lettres"})
_SENTENCE = re.compile(r"[.!?…]+(?:\s|$)|\n+| : ")
#: Sections that only partners read, or that hold what residents type.
NOT_SHOWN = frozenset({"lexicon", "observed"})


def lint(content: Content) -> Iterator[Problem]:
    """Return what is wrong or hard in the sentences that residents read."""
    hard = _unexplained(content.knowledge)
    spelt = frozenset(_spelt(content.knowledge))
    for name, flow in content.flows.items():
        for where, text in texts(flow.steps, ("etapes",)):
            for what, mend, warning in (*_read(text, hard), *_initials(text, spelt), *_braces(text, slots=False)):
                yield content.flow_problem(name, where, what, mend, warning=warning)
    for key, section in SECTIONS.items():
        if section in NOT_SHOWN:
            continue
        for where, text in texts(getattr(content.knowledge, section), (key,)):
            for what, mend, warning in (
                *_read(text, hard),
                *([] if key == "contacts" else _initials(text, spelt)),
                *_braces(text, slots=key in WITH_SLOTS),
            ):
                yield content.problem(where, what, mend, warning=warning)


def _braces(text: Text, *, slots: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield braces that nobody fills: a template from elsewhere, or a slot where there is none. They run nothing, they would show."""
    rest = SLOT.sub("", text) if slots else text
    if found := re.search(r"[{}].{0,30}", rest):
        yield f"« {found[0]} » : les accolades ne font rien ici", "Écrivez le texte lui-même.", False


def _unexplained(knowledge: Knowledge) -> re.Pattern[str] | None:
    """Match the words of lawyers and offices (`mots_difficiles`) that no explainer has for its name."""
    named = {fold(name) for each in knowledge.explainers.values() for name in (each.label, *each.words)}
    explained = re.compile(rf"\b(?:{'|'.join(map(re.escape, named))})\b") if named else None
    hard = [word for word in knowledge.hard_words if not (explained and explained.search(fold(word)))]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, hard))})(?:es|[esx])?\b", re.IGNORECASE) if hard else None


def _spelt(knowledge: Knowledge) -> Iterator[str]:
    """Yield the initials that are explained: `sigles`, and what explainers and remedies have for their name."""
    yield from (word for short in knowledge.abbreviations for word in _INITIALS.findall(short))
    names = [name for each in knowledge.explainers.values() for name in (each.label, *each.words)]
    names += [name for each in knowledge.remedies.values() for name in (each.label, *each.words)]
    yield from (word for name in names for word in _INITIALS.findall(name.upper()))


def _initials(text: Text, spelt: frozenset[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield initials that nobody explains: « DREETS »."""
    for word in dict.fromkeys(_INITIALS.findall(text)):
        if spelt and word not in spelt:
            mend = "Écrivez le nom en entier, ou ajoutez le sigle à glossaire.yaml."
            yield f"le sigle « {word} » n'est pas expliqué", mend, True


def _read(text: Text, hard: re.Pattern[str] | None) -> Iterator[tuple[str, str, bool]]:
    if never := verdict(text):
        mend = "Écrivez « peut correspondre à… » ou « un juriste peut vérifier »."
        yield f"« {never} » ne se dit jamais ici", mend, False
    if found := BLAMING.search(text):
        yield f"« {found[0]} » peut blesser", "Écrivez la phrase sans reproche.", True
    if hard and (found := hard.search(text)):
        mend = "Écrivez le mot de tous les jours, ou expliquez-le dans glossaire.yaml."
        yield f"« {found[0]} » est un mot difficile", mend, True
    if found := TWICE_NO.search(text):
        yield f"deux négations : « {found[0]} »", "Écrivez la phrase à l'affirmative.", True
    for sentence in _SENTENCE.split(text.replace("**", "")):
        count = len(sentence.split())
        if count > WORDS:
            yield f"une phrase de {count} mots : « {sentence[:40]}… »", f"Coupez-la : {WORDS} mots au plus.", True
