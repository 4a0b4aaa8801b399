"""Caution: what the product never says of a situation, and the words that a kind's sentence must carry."""

import re
from collections.abc import Iterator, Mapping

from bot.content.load import Content
from bot.content.problems import Problem
from bot.core.knowledge import Kind
from bot.core.pages import URGENCY_PAGES
from bot.core.qualify import UNCLEAR
from bot.core.text import Text

#: What the product never says: a verdict, a promise, an accusation, a number of criteria.
FORBIDDEN = (
    r"c['’]est une discrimination",
    r"\b(?:est|était|sont|étaient) (?:pas |\w+ment |bien |donc )?(?:une discrimination|des discriminations|de la discrimination|discriminatoires?)\b",
    r"\b(?:constitue(?:nt)?|s['’]agit (?:bien |donc |là )?(?:d['’]|de |du ?))\s*(?:une? |des |la )?(?:discriminations?|harcèlement)\b",
    r"\b(?<!il )(?:est|était|sont|étaient) (?:\w+ment )?(?:interdite?s?|punie?s? par la loi|contraires? à la loi|hors la loi)\b",
    r"\b(?:viole|violent|enfreint|enfreignent) la loi\b",
    r"\b(?:a|ont|avait|avaient) commis\b",
    r"\b(?<!si )(?:vous avez|tu as) été (?:une |\w+ment )?(?:victime|discriminée?)s?\b",
    r"\b(?:vous êtes|tu es) (?:une |\w+ment )?(?:victime|discriminée?)s?\b",
    r"\b(?:vous êtes|tu es) dans (?:votre|ton) (?:bon )?droit\b",
    r"\b(?:vous allez|tu vas) gagner\b",
    r"\b(?:illéga|illici)(?:l|le|ux|les|te|tes)\b",
    r"\bcoupables?\b",
    r"\b(?:2[0-9]|vingt[ -]?\w*) critères",
    r"prud['’]hommes sont gratuits",
)
_FORBIDDEN = re.compile("|".join(FORBIDDEN), re.IGNORECASE)
#: What the sentence of a kind says instead.
_CAUTIOUS = re.compile(r"\bpe(?:ut|uvent) correspondre à\b", re.IGNORECASE)
#: Kinds that say to what nothing corresponds: a doubt, another path, or whom to call now.
NAMING_NOTHING = frozenset(
    {UNCLEAR, "other_dispute", "lawful_difference", "author_side", *(f"emergency_{each}" for each in URGENCY_PAGES)}
)


def verdict(text: str) -> str | None:
    """Return the words of a text that are never said here, bold marks and odd spaces aside; None where there are none."""
    found = _FORBIDDEN.search(" ".join(text.replace("*", "").split()))
    return found[0] if found else None


def check_caution(content: Content) -> Iterator[Problem]:
    """Yield the kinds that are named without caution, to adults or to minors."""
    for ident, kind in content.knowledge.kinds.items():
        if ident in NAMING_NOTHING:
            continue
        for where, wording in _wordings(kind).items():
            if not _CAUTIOUS.search(" ".join(wording.replace("*", "").split())):
                yield content.problem(
                    ("types", ident, *where),
                    "cette phrase affirme, sans prudence",
                    "Écrivez « peut correspondre à » devant ce qu'elle nomme.",
                )


def _wordings(kind: Kind) -> Mapping[tuple[str, ...], Text]:
    said: dict[tuple[str, ...], Text] = {("formule",): kind.wording}
    if "formule" in kind.tu:
        said["tu", "formule"] = kind.tu["formule"]
    return said
