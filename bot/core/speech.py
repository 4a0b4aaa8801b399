"""A screen as it is read aloud: without marks, symbols or short forms, so that a voice says what an eye would understand."""

import re
from collections.abc import Callable, Mapping

from bot.core.guide import Guide
from bot.core.text import plain

#: Pictures, arrows, ticks, pencils: whatever is drawn rather than said.
SYMBOLS = re.compile("[\U0001f000-\U0001faff\u2022\u2100-\u2bff\u3030\ufe0f\u200d\u20e3]")
_LETTER = r"[^\W\d_]"
_SPACES = re.compile(r"[ \t]{2,}")
_EDGES = re.compile(r"(?m)^[ \t]+|[ \t]+$")
#: An address on the net is spelt as it stands.
_NET = re.compile(r"\S*(?:://|@|\.(?:fr|org|com|eu|net)\b)\S*")


def aloud(guide: Guide) -> Callable[[str], str]:
    """Return what reads the screens of a guide aloud: partners' table of short forms, and « chosen » for a tick."""
    return reader({**guide.knowledge.aloud, "✓": guide.phrases["voix_choisi"]})


def reader(short: Mapping[str, str]) -> Callable[[str], str]:
    """Return what reads a text aloud; `short` are the short forms and the words that are said for them."""
    drawn = {each: words for each, words in short.items() if SYMBOLS.fullmatch(each)}
    forms = "|".join(_form(each) for each in sorted(short.keys() - drawn.keys(), key=len, reverse=True))
    known = re.compile(forms) if forms else None

    def said(text: str) -> str:
        return known.sub(lambda found: f" {short[found[0]]} ", text) if known else text

    def read(text: str) -> str:
        bare = SYMBOLS.sub(lambda found: f" {drawn.get(found[0], '')} ", plain(text))
        parts, at = [], 0
        for kept in _NET.finditer(bare):
            parts += [said(bare[at : kept.start()]), kept[0]]
            at = kept.end()
        whole = "".join((*parts, said(bare[at:])))
        return _EDGES.sub("", _SPACES.sub(" ", whole)).replace(" ,", ",").replace(" .", ".")

    return read


def _form(short: str) -> str:
    """Match a short form where no letter continues it: « h » in « 9 h 30 » and « 9h30 », not in « homme »."""
    before = rf"(?<!{_LETTER})" if short[0].isalpha() else ""
    after = rf"(?!{_LETTER})" if short[-1].isalpha() else ""
    return before + re.escape(short) + after
