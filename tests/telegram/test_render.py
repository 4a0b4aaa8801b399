"""A screen as messages."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.core.view import Link, Role, Screen
from bot.telegram.render import MESSAGE_UNITS, Button, decode, encode, keyboard, render, units
from tests.telegram.kit.rules import visible

HEADER = "Message"


def screen(text: str, *links: Link) -> Screen:
    return Screen("", "", "etape", text, links)


def texts(text: str) -> list[str]:
    return [message.text for message in render(screen(text), HEADER)]


def test_the_first_line_of_every_message_is_neutral() -> None:
    messages = texts("Un logement refusé à cause de votre origine.\n\n" * 200)

    assert len(messages) > 1
    assert all(message.startswith("Message\n\n") for message in messages)


def test_what_people_wrote_is_never_markup() -> None:
    (message,) = texts("<b>&amp; <script>alert(1)</script> « ça »")

    assert message == "Message\n\n&lt;b&gt;&amp;amp; &lt;script&gt;alert(1)&lt;/script&gt; « ça »"


def test_two_stars_make_bold_and_a_lone_pair_stays() -> None:
    (message,) = texts("**17** ou **112** : 2 ** 3 et **")

    assert message == "Message\n\n<b>17</b> ou <b>112</b> : 2 ** 3 et **"


def test_a_long_text_is_cut_between_paragraphs() -> None:
    paragraph = "Un mot. " * 120
    messages = texts("\n\n".join([paragraph] * 8))

    assert len(messages) > 1
    assert all(message.endswith("Un mot.") for message in messages)


def test_telegram_counts_an_emoji_twice_and_so_do_we() -> None:
    messages = texts("🆘" * 3000)

    assert units("🆘é") == 3
    assert len(messages) == 2
    assert "".join(message.removeprefix("Message\n\n") for message in messages) == "🆘" * 3000


def test_bold_that_a_cut_goes_through_is_closed_and_opened_again() -> None:
    first, second = texts("**" + "mot " * 1500 + "fin**")

    assert first.count("<b>") == first.count("</b>") == 1
    assert second.count("<b>") == second.count("</b>") == 1


@given(some.text(some.sampled_from("ab <>&*\n🆘é\ud800"), max_size=9000).map(lambda text: text * 3))
def test_every_text_becomes_messages_that_telegram_takes(text: str) -> None:
    messages = texts(text)

    shown = [visible(message, "HTML") for message in messages]
    assert all(units(message) <= MESSAGE_UNITS for message in shown)
    whole = "".join(message.removeprefix(HEADER) for message in shown)
    assert re.sub(r"[\s*]", "", whole) == re.sub(r"[\s*]", "", text.replace("\ud800", "\ufffd"))


def test_only_the_last_message_carries_the_buttons() -> None:
    messages = render(screen("mot " * 3000, Link("Oui", "ou")), HEADER)

    assert len(messages) > 1
    assert [bool(message.rows) for message in messages] == [False] * (len(messages) - 1) + [True]


def test_two_short_answers_stand_side_by_side_and_long_ones_alone() -> None:
    rows = keyboard(
        [Link("Oui", "ou"), Link("Non", "no"), Link("Je préfère ne pas le dire", "np"), Link("Peut-être", "pe")]
    )

    assert [[button.label for button in row] for row in rows] == [
        ["Oui", "Non"],
        ["Je préfère ne pas le dire"],
        ["Peut-être"],
    ]


def test_an_answer_never_stands_beside_the_way_back() -> None:
    rows = keyboard([Link("Oui", "ou"), Link("Retour", "", "back"), Link("Recommencer", "", "restart")])

    assert [[button.label for button in row] for row in rows] == [["Oui"], ["Retour", "Recommencer"]]


def test_the_emergency_stands_last_wherever_it_came() -> None:
    rows = keyboard([Link("Urgence", "~u", "urgent"), Link("Oui", "ou")])

    assert [button.label for button in rows[-1]] == ["Urgence"]


@pytest.mark.parametrize(
    ("path", "role"), [("", "choice"), ("", "restart"), ("lo_rf", "choice"), ("lo_rf~u", "urgent"), ("~u", "urgent")]
)
def test_a_button_brings_its_path_back(path: str, role: Role) -> None:
    data = encode(path, role)

    assert 1 <= len(data.encode()) <= 64
    assert decode(data) == (path, role == "restart" and not path)


def test_a_path_over_64_bytes_is_a_bug_that_shows() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        encode("lo_" * 22)


def test_telegram_buttons_cannot_dial_so_there_is_none() -> None:
    assert keyboard([Link("Appeler", url="tel:3928"), Link("Écrire", url="mailto:a@b.fr")]) == ()
    assert keyboard([Link("Site", url="https://www.antidiscriminations.fr")]) == (
        (Button("Site", url="https://www.antidiscriminations.fr"),),
    )


def test_what_is_copied_fits_in_a_copy_button() -> None:
    assert keyboard([Link("Copier", copy="3928")]) == ((Button("Copier", copy="3928"),),)
    assert keyboard([Link("Copier", copy="x" * 257), Link("Rien", copy="")]) == ()


def test_labels_carry_no_marks() -> None:
    assert keyboard([Link("**Oui** & non", "ou")]) == ((Button("Oui & non", data="ou"),),)
    assert html.escape("&") != "&"  # labels are no HTML: they are not escaped
