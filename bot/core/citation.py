"""References to the law as people read them: « CP 225-2 » becomes « Code pénal, article 225-2 »."""

import re
from collections.abc import Mapping

from bot.core.hours import Same
from bot.core.knowledge import Knowledge
from bot.core.memo import Memo
from bot.core.text import Text

_NUMBER = r"(?:[LRD]\.? ?)?\d[\d-]*"
_ARTICLES = re.compile(rf",? art\. ({_NUMBER}(?:(?:, | et | à ){_NUMBER}(?!\d*°))*)")
_patterns: Memo[re.Pattern[str]] = Memo(8)


def spelled_out(knowledge: Knowledge, reference: str) -> str:
    """Return a reference, or a sentence that holds some, with the short forms of `sigles` and `textes_courts` in full."""
    head, bracket, rest = reference.partition(" (")
    if whole := knowledge.short_texts.get(head):
        return whole + bracket + rest
    if names := knowledge.abbreviations:
        pattern = _patterns.get(Same(names), lambda: _pattern(names))
        said = pattern.sub(lambda match: names[match[1]] + (" art. " if match[2] else ""), reference)
        if not said.startswith(reference[:1]):  # a short form stood first: its name begins the sentence
            said = said[:1].upper() + said[1:]
        reference = said
    return _ARTICLES.sub(lambda match: f", {_noun(match[1])} {match[1]}", reference)


def _pattern(names: Mapping[str, Text]) -> re.Pattern[str]:
    """Match a short form, and whether an article's number follows it."""
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w.])({longest_first})(?!\w)( (?:art\. )?(?={_NUMBER}))?")


def _noun(numbers: str) -> str:
    return "articles" if re.search(r", | et | à ", numbers) else "article"
