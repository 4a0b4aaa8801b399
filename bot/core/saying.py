"""Words typed instead of a touch: the whole of a short answer, compared with a button or with a list of forms."""

import re
from collections.abc import Iterable, Mapping

from bot.core.words import fold

_READ_ALOUD = re.compile(r"\w+")
#: Longer than any answer that stands in a list.
_LONGEST = 80


def meant(forms: Mapping[str, Iterable[str]], words: str) -> str | None:
    """Return the name under which the whole of what was typed stands: « oui » for « ouais ! », a command for « stop »."""
    said = fold(words[:_LONGEST]).strip(" .,!?/")
    return next((name for name, known in forms.items() if said in known), None)


def spelled_out(abbreviations: Mapping[str, str], words: str) -> str:
    """Return a short answer with what SMS shortens written out: « chai pas » is « sais pas »."""
    said = fold(words[:_LONGEST]).strip(" .!?")
    return " ".join(abbreviations.get(word, word).partition("/")[0] for word in said.split())


def letters(label: str) -> str:
    """Return what is read aloud of a label: its letters and figures, without signs, accents or capitals."""
    return " ".join(_READ_ALOUD.findall(fold(label)))
