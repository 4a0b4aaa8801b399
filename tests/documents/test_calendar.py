"""Time limits: counted in months to the same number, moved where the rule says so, and a file that says nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.core.deadlines import Deadline, deadlines, deadlines_text, due, holidays, reminders
from bot.core.facts import Facts, Values
from bot.core.guide import Guide
from bot.core.letters import Duration
from bot.core.orientation import situation
from bot.core.text import Text
from bot.core.view import Outcome
from bot.documents.calendar import make_calendar

TODAY = date(2026, 11, 24)


def lasting(months: int, *, extended: bool = False) -> Duration:
    return Duration.model_validate(
        {"mois": months, "depart": "faits", "report": extended, "statut": "memory", "source": "essai"}
    )


@pytest.mark.parametrize(
    ("start", "months", "extended", "last"),
    [
        ("2026-03-03", 3, False, "2026-06-03"),
        ("2026-11-30", 3, False, "2027-02-28"),
        ("2023-11-30", 3, False, "2024-02-29"),
        ("2024-02-29", 12, False, "2025-02-28"),
        ("2026-12-31", 2, False, "2027-02-28"),
        ("2026-10-03", 60, False, "2031-10-03"),
        # A Saturday, then Easter Monday, then Ascension Day, then Christmas on a Friday.
        ("2026-03-06", 2, True, "2026-05-06"),
        ("2026-01-28", 2, True, "2026-03-30"),
        ("2026-02-06", 2, True, "2026-04-07"),
        ("2026-03-14", 2, True, "2026-05-15"),
        ("2026-10-25", 2, True, "2026-12-28"),
        ("2026-03-01", 2, True, "2026-05-04"),
    ],
)
def test_a_limit_ends_on_the_day_of_the_same_number(start: str, months: int, extended: bool, last: str) -> None:  # noqa: FBT001 - a table
    assert due(date.fromisoformat(start), lasting(months, extended=extended)) == date.fromisoformat(last)


def test_public_holidays_are_those_of_the_calendar() -> None:
    assert holidays(2026) == {
        date(2026, month, day)
        for month, day in (
            (1, 1),
            (4, 6),
            (5, 1),
            (5, 8),
            (5, 14),
            (5, 25),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        )
    }
    assert {date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)} <= holidays(2027)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 120), st.booleans())
def test_a_limit_never_ends_early_and_only_moves_over_days_off(start: date, months: int, extended: bool) -> None:  # noqa: FBT001 - drawn
    plain, moved = due(start, lasting(months)), due(start, lasting(months, extended=extended))
    assert (plain.year * 12 + plain.month) - (start.year * 12 + start.month) == months
    assert plain.day <= start.day
    assert plain <= moved <= plain + timedelta(days=5)
    assert not extended or (moved.weekday() < 5 and moved not in holidays(moved.year))


@pytest.fixture
def refused(guide: Guide) -> Values:
    facts = Facts(
        domain="public_service", treatment="refusal", criteria=("origin",), reason="named", facts_insee="59606"
    )
    return situation(guide, facts, Outcome("direct_discrimination"))


def test_the_soonest_day_comes_first(guide: Guide, refused: Values) -> None:
    found = deadlines(guide, refused, date(2026, 10, 5), TODAY)
    assert [each.id for each in found[:2]] == ["decision_administration_2_mois", "recours_gracieux_2_mois"]
    assert found[0].day == date(2026, 12, 7)  # the 5 is a Saturday
    assert list(found) == sorted(found, key=lambda each: each.day)


def test_the_screen_says_in_general_to_be_confirmed_with_the_source(guide: Guide, refused: Values) -> None:
    text = deadlines_text(guide, deadlines(guide, refused, date(2026, 10, 5), TODAY))
    assert text.count("en général, à confirmer") == len(deadlines(guide, refused, date(2026, 10, 5), TODAY))
    assert "le 7 décembre 2026" in text
    assert "Code de justice administrative" in text
    assert "n'arrête pas les délais" in text


def test_a_day_that_is_over_leads_to_somebody_and_rings_no_bell(guide: Guide, refused: Values) -> None:
    found = deadlines(guide, refused, date(2026, 1, 5), TODAY)
    assert found[0].passed
    assert "peut-être dépassée" in deadlines_text(guide, found)
    assert "39 28" in deadlines_text(guide, found)
    assert all(day > TODAY for day in reminders(found, TODAY))


def test_a_situation_that_nobody_can_count_says_where_to_ask(guide: Guide) -> None:
    assert "39 28" in deadlines_text(guide, ())


def test_one_is_reminded_a_month_a_week_and_a_day_before() -> None:
    far = Deadline("x", date(2027, 3, 1), passed=False)
    assert reminders([far, far], TODAY) == (
        date(2027, 1, 30),
        date(2027, 2, 22),
        date(2027, 2, 28),
        date(2027, 3, 1),
    )
    near = Deadline("x", TODAY + timedelta(days=3), passed=False)
    assert reminders([near], TODAY) == (TODAY + timedelta(days=2), TODAY + timedelta(days=3))


def test_the_file_says_nothing_but_a_discreet_title(guide: Guide, refused: Values) -> None:
    found = deadlines(guide, refused, date(2026, 10, 5), TODAY)
    document = make_calendar(found, TODAY, guide.phrases["agenda_titre"])
    assert document is not None
    assert (document.name, document.media_type) == ("document.ics", "text/calendar")
    assert document.content.count(b"SUMMARY:Rappel dossier\r\n") == document.content.count(b"SUMMARY")
    for word in (b"DESCRIPTION", b"LOCATION", b"ORGANIZER", b"ATTENDEE", b"URL", b"COMMENT", b"CATEGORIES", b"CREATED",
                 b"LAST-MODIFIED", b"elais", b"iscrimin", b"icalendar", b"20261005", b"20261124"):  # fmt: skip
        assert word not in document.content


def test_the_file_is_read_back_with_its_days_and_its_bells(guide: Guide, refused: Values) -> None:
    found = deadlines(guide, refused, date(2026, 10, 5), TODAY)
    document = make_calendar(found, TODAY, guide.phrases["agenda_titre"])
    assert document is not None
    events = Calendar.from_ical(document.content).walk("VEVENT")
    assert tuple(event.decoded("dtstart") for event in events) == reminders(found, TODAY)
    assert all(event.decoded("dtstamp") == datetime.combine(event.decoded("dtstart"), datetime.min.time(), UTC) for event in events)  # fmt: skip
    assert all(event.walk("VALARM")[0].decoded("trigger") == timedelta(hours=9) for event in events)
    assert len({event["uid"] for event in events}) == len(events)


def test_identifiers_are_drawn_anew_each_time(guide: Guide, refused: Values) -> None:
    found = deadlines(guide, refused, date(2026, 10, 5), TODAY)
    first, again = (make_calendar(found, TODAY, Text("Rappel dossier")) for _each in range(2))
    assert first != again


def test_without_a_day_left_there_is_no_file() -> None:
    assert make_calendar([Deadline("x", TODAY, passed=False)], TODAY, Text("Rappel dossier")) is None


def test_every_duration_counts_a_limit_that_exists_and_agrees_with_its_order(guide: Guide) -> None:
    """`jours` sorts the limits, `mois` counts them: they must tell the same story."""
    for name, duration in guide.knowledge.durations.items():
        days = guide.knowledge.limits[name].days
        assert days is not None
        assert abs(days - duration.months * 30.44) <= 3
        assert f"depart_{duration.start}" in guide.phrases
