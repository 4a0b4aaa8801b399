"""`relais chat --plain`: what a voice reads. No emoji, no mark, no short form, in any language and on any screen."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.guide import Guide
from bot.core.screen import show
from bot.core.speech import aloud
from bot.core.tongue import in_language
from bot.core.view import Screen
from bot.terminal.chat import draw
from tests import transcripts
from tests.conftest import NOW
from tests.test_conversations import FIRST

SHORT = ("art.", "TJ", "M.", "Mme", "av.", "bd", "n°", "h", "€", "%", "BP", "✓", "•", "→")


def heard(guide: Guide, screen: Screen) -> str:
    return draw(screen, aloud(guide))


def nothing_but_words(guide: Guide, said: str) -> None:
    """Say whether a voice would read it: short forms that stand in an address on the net are spelt, as they must be."""
    assert "**" not in said
    assert "```" not in said
    for letter in said:
        assert unicodedata.category(letter) not in {"So", "Cs", "Co"} or letter == "°", (letter, said)
    words = re.sub(r"\S*(?:://|@|\.(?:fr|org|com|eu|net)\b)\S*", "", said)
    for short in guide.knowledge.aloud:
        edge = r"[^\W\d_]"
        form = (
            (rf"(?<!{edge})" if short[0].isalpha() else "")
            + re.escape(short)
            + (rf"(?!{edge})" if short[-1].isalpha() else "")
        )
        assert not re.search(form, words), (short, said)


@pytest.mark.parametrize("name", sorted(FIRST))
async def test_the_first_situations_are_read_without_a_mark_or_a_short_form(guide: Guide, name: str) -> None:
    transcript = transcripts.read(transcripts.FOLDER / f"{name}.md")
    _drawn, screens, _labels = await transcripts.play(guide, transcript)
    for screen in screens:
        nothing_but_words(guide, heard(guide, screen))


@pytest.mark.parametrize("language", ["fr", "falc", "en", "ar", "tr", "pt", "pl", "ro", "uk"])
@pytest.mark.parametrize(
    "address", ["", "~u", "~t", "rf", "rf_lo_no_t1_f59606", "rf_lo_no_t1_f59606~o", "rf_lo_no_t1_f59606~w", "rf_lo_no-"]
)
def test_a_screen_is_read_in_each_language(guide: Guide, language: str, address: str) -> None:
    spoken = in_language(guide, language)
    nothing_but_words(spoken, heard(spoken, show(spoken, address, NOW)))


@given(
    st.lists(
        st.sampled_from(
            (*SHORT, " ", "\n", ".", ", ", "9", "30", "le ", "**", "📞 ", "https://a.fr/h", "x@av.fr", "homme")
        ),
        max_size=12,
    )
)
def test_whatever_is_written_nothing_unreadable_is_left(guide: Guide, parts: list[str]) -> None:
    nothing_but_words(guide, aloud(guide)("".join(parts)))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("📞 **39 28** : de 9 h à 18 h 30", "39 28 : de 9 heures à 18 heures 30"),
        ("art. 225-1 du code pénal, n° 2008-496", "article 225-1 du code pénal, numéro 2008-496"),
        ("Le TJ de Lille, 13 av. du Peuple Belge", "Le tribunal judiciaire de Lille, 13 avenue du Peuple Belge"),
        ("• M. Untel, 10 €", "monsieur Untel, 10 euros"),
        ("https://www.av.fr/h et l'homme", "https://www.av.fr/h et l'homme"),
    ],
)  # fmt: skip
def test_short_forms_are_said_whole(guide: Guide, written: str, said: str) -> None:
    assert aloud(guide)(written) == said
