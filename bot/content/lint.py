"""Read the French: what must never be said is critical, what is hard to read is a warning."""

import re
from collections.abc import Iterator

from bot.content.load import SECTIONS, Content
from bot.content.problems import Problem
from bot.content.texts import texts
from bot.core.text import SLOT, Text

#: What the product never says: a verdict, a promise, an accusation, a number of criteria.
FORBIDDEN = (
    r"c['’]est une discrimination",
    r"ce n['’]est pas une discrimination",
    r"vous êtes (?:une )?victime",
    r"tu es (?:une )?victime",
    r"vous allez gagner",
    r"\billéga(?:l|le|ux|les)\b",
    r"\bcoupables?\b",
    r"\b(?:2[0-9]|vingt[ -]?\w*) critères",
    r"prud['’]hommes sont gratuits",
)
_FORBIDDEN = re.compile("|".join(FORBIDDEN), re.IGNORECASE)
#: Words that blame, in what a resident reads.
BLAMING = re.compile(
    r"\b(?:vous prétendez|tu prétends|vous auriez dû|tu aurais dû|votre faute est|êtes-vous sûr|prouvez)\b",
    re.IGNORECASE,
)
#: Words of lawyers and offices that a resident does not know; the explained ones (procureur, CPAM…) are not here.
JARGON = re.compile(
    r"\b(?:requérant\w*|nonobstant|susmentionné\w*|diligenter|forclusion|irrecevab\w+|exécutoire|jurisprudence|in fine|"
    r"ad hoc|susceptible d'appel|ester|contradictoire|subsidiaire\w*|dies ad quem|quérulen\w+|imputab\w+|afférent\w*)\b",
    re.IGNORECASE,
)
#: Two negations in one breath: « vous ne pouvez pas ne pas… », « ce n'est pas impossible ».
TWICE_NO = re.compile(
    r"\bn[e'’][^.!?]{0,30}\b(?:pas|jamais)\b[^.!?,:;]{0,12}\b(?:ne pas|impossible|inutile)\b", re.IGNORECASE
)
#: Longer sentences are hard to read.
WORDS = 20
#: Sections whose sentences have slots that the program fills.
WITH_SLOTS = frozenset({"phrases", "types", "portes", "lettres"})
_SENTENCE = re.compile(r"[.!?…]+(?:\s|$)|\n+| : ")
#: Sections that only partners read, or that hold what residents type.
NOT_SHOWN = frozenset({"lexicon", "observed"})


def lint(content: Content) -> Iterator[Problem]:
    """Return what is wrong or hard in the sentences that residents read."""
    for name, flow in content.flows.items():
        for where, text in texts(flow.steps, ("etapes",)):
            for what, mend, warning in (*_read(text), *_braces(text, slots=False)):
                yield content.flow_problem(name, where, what, mend, warning=warning)
    for key, section in SECTIONS.items():
        if section in NOT_SHOWN:
            continue
        for where, text in texts(getattr(content.knowledge, section), (key,)):
            for what, mend, warning in (*_read(text), *_braces(text, slots=key in WITH_SLOTS)):
                yield content.problem(where, what, mend, warning=warning)


def _braces(text: Text, *, slots: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield braces that nobody fills: a template from elsewhere, or a slot where there is none. They run nothing, they would show."""
    rest = SLOT.sub("", text) if slots else text
    if found := re.search(r"[{}].{0,30}", rest):
        yield f"« {found[0]} » : les accolades ne font rien ici", "Écrivez le texte lui-même.", False


def _read(text: Text) -> Iterator[tuple[str, str, bool]]:
    if found := _FORBIDDEN.search(text):
        mend = "Écrivez « peut correspondre à… » ou « un juriste peut vérifier »."
        yield f"« {found[0]} » ne se dit jamais ici", mend, False
    if found := BLAMING.search(text):
        yield f"« {found[0]} » peut blesser", "Écrivez la phrase sans reproche.", True
    if found := JARGON.search(text):
        yield f"« {found[0]} » est un mot difficile", "Écrivez le mot de tous les jours, ou expliquez-le.", True
    if found := TWICE_NO.search(text):
        yield f"deux négations : « {found[0]} »", "Écrivez la phrase à l'affirmative.", True
    for sentence in _SENTENCE.split(text.replace("**", "")):
        count = len(sentence.split())
        if count > WORDS:
            yield f"une phrase de {count} mots : « {sentence[:40]}… »", f"Coupez-la : {WORDS} mots au plus.", True
