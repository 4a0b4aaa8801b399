"""Check the lexicon: what it names must exist, or the bot would fail at somebody's first words."""

import re
from collections.abc import Iterator

from bot.content.load import Content
from bot.content.problems import Problem, did_you_mean

#: The sections that hold expressions.
EXPRESSIONS = (
    "urgences", "familles", "criteres", "domaines", "traitements", "roles", "types", "passe", "liens", "sans_lien",
)  # fmt: skip
GROUP = re.compile(r"<([^<>]*)>")
LETTER = re.compile(r"\w")

Where = tuple[str | int, ...]


def check_lexicon(content: Content) -> Iterator[Problem]:
    """Return every group, family or urgency that is named and does not exist, and every expression without a word."""
    lexicon = content.knowledge.lexicon
    written = lexicon.model_dump(by_alias=True)
    for section in EXPRESSIONS:
        for where, text in _texts(written[section], ("lexique", section)):
            if not LETTER.search(text):
                yield content.problem(where, f"« {text} » ne contient aucun mot", "Écrivez un mot, ou effacez.")
            for name in GROUP.findall(text):
                if name not in lexicon.groups:
                    yield content.problem(
                        where, f"« {text} » : le groupe « {name} » n'existe pas", did_you_mean(name, lexicon.groups)
                    )
    for number, rule in enumerate(lexicon.suspicions):
        where = ("lexique", "soupcons", number)
        for name in rule.all_of:
            if name not in lexicon.families:
                mend = did_you_mean(name, lexicon.families)
                yield content.problem((*where, "si"), f"la famille « {name} » n'existe pas", mend)
        if rule.urgency not in lexicon.urgencies:
            mend = did_you_mean(rule.urgency, lexicon.urgencies)
            yield content.problem((*where, "urgence"), f"l'urgence « {rule.urgency} » n'existe pas", mend)


def _texts(written: object, where: Where) -> Iterator[tuple[Where, str]]:
    """Yield every expression under a section, and where it stands; conditions of kinds are no expressions."""
    if isinstance(written, str):
        yield where, written
    elif isinstance(written, dict):
        for key, value in written.items():
            if key not in {"quand", "force"}:
                yield from _texts(value, (*where, key))
    elif isinstance(written, list | tuple):
        for number, value in enumerate(written):
            yield from _texts(value, (*where, number))
