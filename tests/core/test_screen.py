"""Screens: total, within Telegram's bounds, and never without somebody to call."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import dialogue
from bot.core.guide import Guide
from bot.core.pages import URGENCY_PAGES
from bot.core.path import LIMIT
from bot.core.screen import show
from bot.core.text import Text
from bot.core.tongue import filled, in_language
from bot.core.view import Screen
from tests.conftest import NOW


def sound(screen: Screen) -> None:
    """Assert what holds on every screen, whatever led to it."""
    assert screen.text.strip()
    assert "{" not in screen.text
    for link in screen.links:
        assert sum(each is not None for each in (link.path, link.url, link.copy)) == 1
        assert link.path is None or len(link.path.encode()) <= LIMIT
        assert link.copy is None or len(link.copy) <= 256
    if screen.leaving is None:
        assert screen.urgency or any(link.role == "urgent" for link in screen.links)


@given(st.text(max_size=200))
def test_whatever_a_button_carries_there_is_a_screen(guide: Guide, raw: str) -> None:
    sound(show(guide, raw, NOW))


@given(
    st.lists(
        st.sampled_from(
            ["rf", "lo", "em", "or-no-", "or", "t1", "f59606", "h59350", "nl", "mi", "ns", "q6", "zz", "za"]
        ),
        max_size=9,
    ),
    st.sampled_from(
        [
            "",
            "~u",
            "~us",
            "~uc",
            "~r",
            "~t",
            "~p",
            "~a",
            "~o",
            "~o2",
            "~k",
            "~d",
            "~e",
            "~e1",
            "~w",
            "~x",
            "~pq",
            "~vp",
            "~1",
            "~9",
        ]
    ),
)
def test_every_page_over_every_path_is_a_screen(guide: Guide, tokens: list[str], page: str) -> None:
    sound(show(guide, "_".join(tokens) + page, NOW))


@given(st.text(max_size=300), st.sampled_from(["", "rf", "rf_lo_no_t1", "rf_lo_no_t1_f59606", "~us", "or-no-"]))
def test_whatever_is_typed_there_is_a_screen(guide: Guide, words: str, address: str) -> None:
    sound(dialogue.say(guide, address, words, NOW))


def test_the_way_back_is_the_path_without_its_last_answer(guide: Guide, now: datetime) -> None:
    def back(path: str) -> str | None:
        return next(link.path for link in show(guide, path, now).links if link.role == "back")

    assert back("rf_lo") == "rf"
    assert back("rf_lo_or-no") == "rf_lo_or-no-"  # a picking opens again, nothing of it is lost
    assert back("rf_lo_or-no-") == "rf_lo_or-"
    assert back("rf_lo_or-") == "rf_lo"
    assert back("rf_lo~u") == "rf_lo"


def test_a_typed_yes_confirms_what_was_understood(guide: Guide, now: datetime) -> None:
    asked = dialogue.say(guide, "", "on ma refusé un appart a cause de mon nom", now)
    assert dialogue.say(guide, asked.address, "Oui !", now).path == "rf_lo_no"
    assert dialogue.say(guide, asked.address, "non", now).address == "", "as the button « Non » does"
    other = dialogue.say(guide, asked.address, "oui mais c'était plutôt à cause de mon handicap", now)
    agreed = next(link.path for link in other.links if link.role == "confirm")
    assert show(guide, agreed or "", now).facts.criteria == ("disability",)
    assert show(guide, agreed or "", now).facts.domain == "private_housing"


@pytest.mark.parametrize(
    "words",
    ["j'ai traité mon collegue de sale pédé et il a porté plainte", "on m'accuse davoir dis sale noir a un client"],
)
def test_who_is_accused_is_not_taken_for_the_victim(guide: Guide, now: datetime, words: str) -> None:
    asked = dialogue.say(guide, "", words, now)
    assert dialogue.say(guide, asked.address, "oui", now).facts.treatment == "accused"


def test_what_was_written_before_an_emergency_is_asked_and_not_taken(guide: Guide, now: datetime) -> None:
    alarm = dialogue.say(guide, "", "je dors dans ma voiture parce que mon proprio ma viré il aime pas les arabes", now)
    again = next(link.path for link in alarm.links if link.label == guide.phrases["bouton_reprendre"])
    asked = show(guide, again or "", now)
    assert "Est-ce bien cela" in asked.text
    assert asked.path == ""


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("samedi dernier", "t1"), ("14/11/2026", "t2"), ("il y a 15 jours", "t2"), ("2 ans", "t5"), ("ça fait 2 ans", "t5"),
        ("3 mois", "t3"), ("en mars", "t4"), ("en 2019", "t7"), ("cet été", "t4"), ("ça dure encore", "t1"), ("jsp", "t8"),
    ],
)  # fmt: skip
def test_a_time_said_in_any_way_chooses_among_the_answers(guide: Guide, now: datetime, words: str, choice: str) -> None:
    assert dialogue.say(guide, "rf_lo_no", words, now).path == f"rf_lo_no_{choice}"


def test_what_is_over_is_not_taken_for_this_week(guide: Guide, now: datetime) -> None:
    assert dialogue.say(guide, "rf_lo_no", "ça ne dure plus depuis 2 ans", now).path == "rf_lo_no"


def test_a_change_of_mind_is_not_met_with_danger(guide: Guide, now: datetime) -> None:
    asked = dialogue.say(guide, "tv_ct_em_pv_gr", "en fait c plutot pcq chui handicapé", now)
    assert asked.text.startswith("Merci de me le dire")
    assert "En danger" in dialogue.say(guide, "", "on me l a refuse pcq chui handicapé", now).text


@pytest.mark.parametrize("path", ["tv", "in", "rf", "au", "rf_em_pv"])
def test_not_knowing_is_an_answer(guide: Guide, now: datetime, path: str) -> None:
    for words in ("jsp", "chai pas", "jsais pas trop"):
        assert dialogue.say(guide, path, words, now).path.startswith(f"{path}_")


def test_a_reason_changed_in_words_at_the_result_is_heard(guide: Guide, now: datetime) -> None:
    asked = dialogue.say(guide, "rf_lo_ag_t1_f59606", "finalement c'est pas mon age c'est mon nom", now)
    agreed = next(link.path for link in asked.links if link.role == "confirm")
    assert "surname" in show(guide, agreed or "", now).facts.criteria


def test_what_was_only_proposed_holds_for_nobody_who_said_neither_yes_nor_no(guide: Guide, now: datetime) -> None:
    asked = dialogue.say(guide, "", "on ma refusé un appart a cause de mon nom", now)
    for after in (
        dialogue.say(guide, asked.address, "bof", now),
        dialogue.say(guide, asked.address, "mais bon voila quoi", now),
        show(guide, asked.address, now),
    ):
        assert (after.path, after.address) == ("", asked.address)
        assert "Est-ce bien cela" in after.text
        assert any(link.path == "rf_lo_no" and link.role == "confirm" for link in after.links)
    assert dialogue.command(guide, "retour", asked.address, now).path == ""


def test_words_that_tell_again_what_was_answered_change_nothing_and_others_keep_the_rest(
    guide: Guide, now: datetime
) -> None:
    assert dialogue.say(guide, "tv_ct_em", "je travaillais", now).path == "tv_ct_em"
    other = dialogue.say(guide, "tv_ct_em_pv_gr", "en fait c'est parce que je suis trop vieux", now)
    agreed = next(link.path for link in other.links if link.role == "confirm")
    assert agreed
    assert show(guide, agreed, now).facts.criteria == ("age",)
    assert show(guide, agreed, now).facts.status == "private"


def test_a_change_of_mind_is_heard_where_a_commune_is_asked(guide: Guide, now: datetime) -> None:
    other = dialogue.say(guide, "rf_lo_no_t2", "en fait c plutot pcq chui handicapé", now)
    agreed = next(link.path for link in other.links if link.role == "confirm")
    assert agreed
    assert show(guide, agreed, now).facts.criteria == ("disability",)
    assert show(guide, agreed, now).facts.domain == "private_housing"
    assert dialogue.say(guide, "rf_lo_no_t2", "zzzzz", now).text.startswith(guide.phrases["lieu_inconnu"])


def test_the_words_of_a_button_press_it(guide: Guide, now: datetime) -> None:
    assert dialogue.say(guide, "rf_lo~up", "continuer", now).address == "rf_lo"
    assert dialogue.say(guide, "rf_lo", "mes reponses", now).address == "rf_lo~r"


@pytest.mark.parametrize("words", ["oui", "non", "je sais pas quoi dire", "pas"])
def test_small_words_look_for_nobody(guide: Guide, now: datetime, words: str) -> None:
    assert not dialogue.say(guide, "tv_ct_em_gr", words, now).cards


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("l'ecole refuse mon fils a cause de son autisme", "relative"),
        ("ma soeur s'est fait insulter dans le bus a cause du voile", "relative"),
        ("ma fille est malade et mon patron refuse mes absences", "self"),
        ("on m'a refusé l'appart à cause de mes enfants", "self"),
        ("ma voisine insulte mes enfants et moi", "self"),
    ],
)
def test_who_writes_for_somebody_near_is_heard_and_asked_to_confirm(
    guide: Guide, now: datetime, words: str, role: str
) -> None:
    asked = dialogue.say(guide, "", words, now)
    assert ("Pour un proche" in asked.text) == (role == "relative")
    assert dialogue.say(guide, asked.address, "oui", now).facts.role == role


def test_who_is_fifteen_and_writes_on_instead_of_yes_is_no_adult(guide: Guide, now: datetime) -> None:
    asked = dialogue.say(guide, "", "j'ai 15 ans", now)
    told = dialogue.say(guide, asked.address, "on se moque de ma couleur de peau", now)
    assert "moins de 18 ans" in told.text
    assert dialogue.say(guide, told.address, "oui", now).facts.minor
    refused = dialogue.say(guide, asked.address, "non", now)
    assert "moins de 18 ans" not in dialogue.say(guide, refused.address, "on se moque de ma couleur de peau", now).text


def test_de_loses_its_e_before_a_vowel_in_french_only(guide: Guide, now: datetime) -> None:
    assert "à cause d'un handicap" in show(guide, "rf_lo_ha_t1_f80021", now).text
    assert "la zone du tribunal judiciaire d'Amiens" in show(guide, "rf_lo_ha_t1_f80021~o", now).text
    portuguese = in_language(guide, "pt")
    assert (
        filled(portuguese, Text("por causa de {raisons}"), "raisons", "uma deficiência")
        == "por causa de uma deficiência"
    )


def test_numbers_and_small_words_are_understood(guide: Guide, now: datetime) -> None:
    for words, name in (
        ("39 28", "telephone"),
        ("17", "urgence"),
        ("🆘", "urgence"),
        ("retour", "retour"),
        ("Bonjour", "bonjour"),
    ):
        assert dialogue.spoken_command(guide, words) == name
    assert dialogue.command(guide, "retour", "rf_lo", now).path == "rf"
    assert dialogue.command(guide, "bonjour", "rf_lo", now).path == "rf_lo"
    assert dialogue.say(guide, "rf_lo", "jsp", now).facts.reason == "unknown"
    assert dialogue.say(guide, "rf_lo_no", "c'était hier", now).facts.when == "week"


def test_the_emergency_leads_back_first_and_keeps_the_path(guide: Guide, now: datetime) -> None:
    screen = show(guide, "rf_lo~u", now)
    assert screen.path == "rf_lo"
    assert screen.links[0].path == "rf_lo"
    assert {"17", "112", "114"} <= {link.copy for link in screen.links}


def test_every_number_stands_beside_a_written_or_signed_way(guide: Guide, now: datetime) -> None:
    for page in ("u", *URGENCY_PAGES.values()):
        for card in show(guide, f"~{page}", now).cards:
            assert card.alternative, card.id


def test_the_emergency_button_shows_every_emergency_number(guide: Guide, now: datetime) -> None:
    numbers = [card.phone for card in show(guide, "~u", now).cards]
    assert numbers == ["17", "112", "114", "15", "3919", "119", "3114", "115"]


def test_words_of_suicide_stop_the_questions_until_answered(guide: Guide, now: datetime) -> None:
    first = dialogue.say(guide, "tv", "je veux mourir", now)
    assert first.urgency == "suicide"
    assert dialogue.say(guide, first.address, "mon chef aussi", now).urgency == "suicide"
    assert dialogue.tap(guide, first.links[0].path or "", now).step == "quoi"


def test_a_deep_link_carries_a_channel_and_a_commune_only(guide: Guide, now: datetime) -> None:
    screen = dialogue.start(guide, "affiche-59606-rf-or", now)
    assert screen.channel == "affiche"
    assert screen.facts.treatment is None
    assert screen.step == "situation"
    where = dialogue.tap(guide, screen.links[0].path or "", now)
    assert "h59606" in where.path


def test_a_trial_says_that_it_is_not_counted_on_every_screen(guide: Guide, now: datetime) -> None:
    screen = dialogue.start(guide, "essai", now)
    assert "ESSAI, non compté" in screen.text
    assert "ESSAI, non compté" in dialogue.tap(guide, screen.links[0].path or "", now).text


def test_a_minor_is_told_tu_and_sees_119_and_3018(guide: Guide, now: datetime) -> None:
    text = show(guide, "mi", now).text
    assert "119" in text
    assert "3018" in text
    assert "vous" not in text.lower()


def test_the_pole_of_valenciennes_is_offered_only_where_it_is_competent(guide: Guide, now: datetime) -> None:
    def procureur(insee: str) -> str:
        text = show(guide, f"rf_lo_no_t1_f{insee}~o", now).text
        return text + show(guide, f"rf_lo_no_t1_f{insee}~o2", now).text

    assert "pôle anti-discrimination" in procureur("59606")
    assert "pôle anti-discrimination" in procureur("59172")  # Denain, La Porte du Hainaut
    assert "pôle anti-discrimination" not in procureur("59350")
    assert "tribunal judiciaire de Lille" in procureur("59350")


def test_a_public_agent_is_never_sent_to_the_prudhommes(guide: Guide, now: datetime) -> None:
    text = "".join(show(guide, f"tv_ct_em_pu_gr_t2_f59512{page}", now).text for page in ("", "~o", "~o2", "~e"))
    assert "Conseil de prud'hommes" not in text
    assert "Tribunal administratif" in text
