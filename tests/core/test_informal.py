"""Who is under eighteen is told « tu », in every sentence of every screen that their answers lead to."""

import re
from collections import Counter

import pytest

from bot.content.source import parse
from bot.core.facts import Facts
from bot.core.flow import Flow
from bot.core.guide import Guide
from bot.core.knowledge import Knowledge
from bot.core.screen import show
from tests.conftest import NOW
from tests.test_every_path import paths

VOUS = re.compile(r"\b(?:vous|votre|vos)\b[^.!?\n]*|\b\w+ez\b(?<!chez)(?<!nez)(?<!assez)[^.!?\n]*", re.IGNORECASE)


def test_a_sentence_has_its_tu_beside_it() -> None:
    with pytest.raises(ValueError, match="tu_without_vous"):
        Flow.model_validate(parse(b"flux: a\ntitre: T\ndebut: q\ntu: {titr: T}\netapes: {q: {texte: T}}", "a.yaml").value)
    assert Knowledge().tu == {}


def test_a_minor_reads_no_vous(guide: Guide) -> None:
    assert guide.minor
    found: Counter[str] = Counter()
    for path in paths(guide):
        for page in ("", "~o", "~o2", "~k", "~d", "~w", "~r", "~t", "~x"):
            screen = show(guide, f"mi_{path}{page}", NOW)
            assert screen.facts.minor
            text = "\n".join([screen.text, *(link.label for link in screen.links)])
            found.update(match[0].strip()[:90] for match in VOUS.finditer(text))
    assert not found, "\n".join(f"{count:5} {words}" for words, count in found.most_common(400))
    assert Facts().minor is False
