"""A day as people type it, and when it has to be asked again."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.formats import formats
from bot.core.dates import Unclear, parse_date
from bot.core.dialogue import say
from bot.core.guide import Guide
from bot.core.hours import say_month
from bot.core.tongue import in_language
from tests.conftest import NOW

#: A Tuesday.
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("3 mars 2026", "2026-03-03"),
        ("le 3 mars 2026", "2026-03-03"),
        ("Mardi 3 mars 2026.", "2026-03-03"),
        ("3 mars", "2026-03-03"),
        ("1er décembre", "2025-12-01"),
        ("premier aout 2026", "2026-08-01"),
        ("24 novembre", "2026-11-24"),
        ("25 novembre", "2025-11-25"),
        ("3 sept. 2026", "2026-09-03"),
        ("3 févr 26", "2026-02-03"),
        ("03/03/2026", "2026-03-03"),
        ("3/3/26", "2026-03-03"),
        ("03-03-2026", "2026-03-03"),
        ("03.03.2026", "2026-03-03"),
        ("3 3 2026", "2026-03-03"),
        ("24/12", "2025-12-24"),
        ("2026-03-03", "2026-03-03"),
        ("15/06/98", "1998-06-15"),
        ("29 février 2024", "2024-02-29"),
        ("aujourd’hui", "2026-11-24"),
        ("hier", "2026-11-23"),
        ("Hier soir !", "2026-11-23"),
        ("avant-hier", "2026-11-22"),
        ("avant hier", "2026-11-22"),
        ("c'était hier", "2026-11-23"),
        ("²/³/2026", "2026-03-02"),
        ("il y a 3 jours", "2026-11-21"),
        ("il y a trois jours", "2026-11-21"),
        ("lundi dernier", "2026-11-23"),
        ("lundi", "2026-11-23"),
        ("mercredi dernier", "2026-11-18"),
        ("dimanche passé", "2026-11-22"),
    ],
)
def test_a_single_past_day_is_understood(words: str, day: str) -> None:
    assert parse_date(words, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("25/11/2026", "future"),
        ("3 mars 2027", "future"),
        ("31 février 2026", "no_such_day"),
        ("31/04/2026", "no_such_day"),
        ("13/25/2026", "no_such_day"),
        ("31 avril", "no_such_day"),
        ("0/3/2026", "no_such_day"),
        ("29 février 2026", "not_leap_year"),
        ("29/02/2025", "not_leap_year"),
        ("29 février", "check_year"),
        ("3 mars 1206", "check_year"),
        ("en mars", "which_day"),
        ("mars 2026", "which_day"),
        ("début mars", "which_day"),
        ("2025", "which_day"),
        ("la semaine dernière", "which_day"),
        ("il y a deux mois", "which_day"),
        ("cet été", "which_day"),
        ("mardi", "which_day"),
        ("un lundi de septembre", "which_day"),
        ("3 jui 2026", "not_a_date"),
        ("lundi 3 mars 2026", "wrong_weekday"),
        ("", "not_a_date"),
        ("je ne sais plus", "not_a_date"),
        ("bonjour", "not_a_date"),
        ("1" * 5000, "not_a_date"),
        ("le 15", "which_day"),
    ],
)
def test_what_is_no_single_past_day_is_asked_again(words: str, reason: str) -> None:
    assert parse_date(words, TODAY) == Unclear(reason)  # type: ignore[arg-type]


def test_every_reason_has_its_sentence(guide: Guide) -> None:
    for reason in ("future", "no_such_day", "not_leap_year", "which_day", "wrong_weekday", "check_year", "not_a_date"):
        assert f"date_refus_{reason}" in guide.phrases


@given(st.text(max_size=60), st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_any_words_give_a_past_day_or_a_reason(words: str, today: date) -> None:
    found = parse_date(words, today)
    assert isinstance(found, Unclear) or found <= today


@given(st.dates(min_value=date(1950, 1, 1), max_value=TODAY))
def test_a_whole_date_is_never_taken_for_another(day: date) -> None:
    months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    for words in (f"{day:%d/%m/%Y}", f"{day.day} {months[day.month - 1]} {day.year}", day.isoformat()):
        assert parse_date(words, TODAY) == day


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("ar", "3 مارس 2026"), ("ar", "٣ مارس ٢٠٢٦"), ("ar", "3 آذار 2026"), ("ar", "٣/٣/٢٠٢٦"),
        ("en_GB", "3rd March 2026"), ("tr", "3 Mart 2026"), ("pt_PT", "3 de março de 2026"),
        ("pl", "3 marca 2026"), ("ro", "3 martie 2026"), ("uk", "3 березня 2026"),
    ],
)  # fmt: skip
def test_a_day_is_understood_with_the_months_of_ones_own_language(locale: str, words: str) -> None:
    said = formats(locale)
    months = [said[f"mois_dits_{number}"] for number in range(1, 13)]
    assert parse_date(words, TODAY, months) == date(2026, 3, 3)
    assert parse_date("3 mars 2026", TODAY, months) == date(2026, 3, 3)
    assert parse_date("May I call?", TODAY, months) == Unclear("not_a_date")


@pytest.mark.parametrize(
    ("locale", "words"), [("pl", "listopad 2022"), ("uk", "листопад 2022 р."), ("pt_PT", "novembro de 2022")]
)
def test_a_month_without_a_day_has_its_own_form(locale: str, words: str) -> None:
    assert say_month(11, 2022, formats(locale)).split() == words.split()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_example_of_a_day_is_one_that_is_understood(guide: Guide, language: str) -> None:
    spoken = in_language(guide, language)
    example = re.search(r"\d+ \w+ 2026", spoken.phrases["date_demande"])
    assert example
    screen = say(spoken, "rf_lo_no_t1_f59606~d", example[0], NOW)
    assert screen.days
