"""Opening hours: what the clock says, what the words say, and what a partner is told when they do not hold."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core.hours import PARIS, State, changes, closed_until, describe, say_date, state, valid
from bot.core.knowledge import Closure
from bot.core.text import Text

OFFICE = "Mo-Fr 09:00-18:00; PH off"
NIGHT = "22:00-06:00"
WORDS = Path("knowledge/phrases/contacts.yaml").read_text(encoding="utf-8")
PHRASES = {name: Text(words) for name, words in yaml.load(WORDS, yaml.CSafeLoader)["phrases"].items()}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def closed(first: str, last: str) -> Closure:
    return Closure.model_validate({"du": first, "au": last})


def opened(until: datetime | None) -> State:
    return State(open_now=True, next_change=until)


def shut(until: datetime | None) -> State:
    return State(open_now=False, next_change=until)


def test_a_line_open_on_weekdays_is_open_in_the_middle_of_tuesday_and_closes_in_the_evening() -> None:
    assert state(OFFICE, at("2026-11-24 11:00")) == opened(at("2026-11-24 18:00"))


def test_the_minute_of_opening_is_open_and_the_minute_of_closing_is_closed() -> None:
    assert state(OFFICE, at("2026-11-24 09:00")).open_now is True
    assert state(OFFICE, at("2026-11-24 08:59:59")).open_now is False
    assert state(OFFICE, at("2026-11-24 18:00")).open_now is False


def test_on_saturday_the_line_reopens_on_monday() -> None:
    now = at("2026-11-21 22:00")
    assert state(OFFICE, now) == shut(at("2026-11-23 09:00"))
    assert changes(state(OFFICE, now), now, PHRASES) == "rouvre lundi à 9 h"


def test_the_moment_may_come_in_any_time_zone() -> None:
    assert state(OFFICE, datetime(2026, 11, 24, 8, 30, tzinfo=UTC)).open_now is True
    assert state(OFFICE, datetime(2026, 7, 24, 6, 30, tzinfo=UTC)).open_now is False
    assert state(OFFICE, datetime(2026, 7, 24, 7, 30, tzinfo=UTC)).open_now is True


@pytest.mark.parametrize("holiday", ["2026-05-14", "2026-12-25", "2027-03-29", "2027-05-17", "2027-11-11"])
def test_french_public_holidays_are_closed_even_those_that_move_with_easter(holiday: str) -> None:
    assert state(OFFICE, at(f"{holiday} 10:00")).open_now is False


def test_good_friday_is_an_ordinary_day_in_hauts_de_france() -> None:
    assert state(OFFICE, at("2027-03-26 10:00")).open_now is True


def test_hours_that_say_nothing_of_public_holidays_are_unknown_on_one_and_promise_none() -> None:
    silent = "Mo-Fr 09:00-18:00"
    assert state(silent, at("2026-12-25 10:00")) == State(None, at("2026-12-28 09:00"))
    assert state(silent, at("2026-12-25 20:00")).open_now is False
    assert state(silent, at("2026-12-24 19:00")).next_change == at("2026-12-28 09:00")


def test_a_line_open_every_day_of_the_year_is_open_at_christmas() -> None:
    assert state("Mo-Su,PH 09:00-19:00", at("2026-12-25 10:00")).open_now is True
    assert state("24/7", at("2026-12-25 03:00")) == opened(None)


def test_a_night_line_stays_open_past_midnight() -> None:
    assert state(NIGHT, at("2026-11-22 01:00")) == opened(at("2026-11-22 06:00"))
    assert changes(state(NIGHT, at("2026-11-21 23:00")), at("2026-11-21 23:00"), PHRASES) == "ferme demain à 6 h"


def test_a_night_of_clock_change_ends_at_six_on_the_clock() -> None:
    assert state(NIGHT, at("2026-03-29 01:00")).next_change == at("2026-03-29 06:00")
    assert state(NIGHT, at("2026-10-25 01:00")).next_change == at("2026-10-25 06:00")


def test_the_weekend_of_a_clock_change_does_not_move_monday_morning() -> None:
    for friday in ("2026-03-27 19:00", "2026-10-23 19:00"):
        now = at(friday)
        assert changes(state(OFFICE, now), now, PHRASES) == "rouvre lundi à 9 h"


def test_in_the_hour_that_autumn_repeats_both_passes_answer_by_the_clock() -> None:
    early = "02:00-02:30"
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    said = [state(early, first + timedelta(minutes=15 * step)).open_now for step in range(6)]
    assert said == [True, False, False, True, True, False]


def test_an_hour_that_spring_skips_breaks_nothing() -> None:
    skipped = state("02:15-02:45", datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    assert skipped.open_now is False
    assert skipped.next_change is not None


def test_a_temporary_closure_closes_and_the_reopening_is_after_it() -> None:
    august = [closed("2026-08-01", "2026-08-31")]
    assert state(OFFICE, at("2026-08-12 10:00"), august) == shut(at("2026-09-01 09:00"))
    assert state(OFFICE, at("2026-07-31 19:00"), august).next_change == at("2026-09-01 09:00")
    assert state(OFFICE, at("2026-09-01 10:00"), august).open_now is True


def test_what_never_closes_closes_for_a_closure() -> None:
    august = [closed("2026-08-01", "2026-08-31")]
    assert state("24/7", at("2026-07-31 19:00"), august) == opened(at("2026-08-01 00:00"))
    assert state("24/7", at("2026-08-31 23:59"), august) == shut(at("2026-09-01 00:00"))


def test_closures_that_touch_are_one() -> None:
    two = [closed("2026-08-16", "2026-08-31"), closed("2026-08-01", "2026-08-15")]
    assert closed_until(at("2026-08-03 10:00"), two) == date(2026, 8, 31)
    assert closed_until(at("2026-09-01 00:00"), two) is None
    assert state(OFFICE, at("2026-08-03 10:00"), two).next_change == at("2026-09-01 09:00")


def test_hours_that_never_open_promise_nothing() -> None:
    never = "Mo-Su off"
    assert state(never, at("2026-11-24 10:00")) == shut(None)
    assert changes(state(never, at("2026-11-24 10:00")), at("2026-11-24 10:00"), PHRASES) is None


@pytest.mark.parametrize(
    ("osm", "words"),
    [
        (OFFICE, "du lundi au vendredi, de 9 h à 18 h ; fermé les jours fériés"),
        ("24/7", "24 h sur 24, 7 jours sur 7"),
        ("Mo,We 09:00-12:00,13:30-17:00", "le lundi et le mercredi, de 9 h à 12 h et de 13 h 30 à 17 h"),
        ("Mo-Tu,Th,Sa 8:00-12:00", "du lundi au mardi, le jeudi et le samedi, de 8 h à 12 h"),
        ("Mo-Su,PH 09:00-19:00", "tous les jours et les jours fériés, de 9 h à 19 h"),
        (NIGHT, "tous les jours, de 22 h à 6 h"),
        ("Mo[1],We[-1] 14:00-17:00", "le premier lundi du mois et le dernier mercredi du mois, de 14 h à 17 h"),
        ("Mo-Fr 09:00-18:00; Aug off", "du lundi au vendredi, de 9 h à 18 h ; fermé en août"),
        ("Jul-Aug Mo 09:00-12:00", "entre juillet et août, le lundi, de 9 h à 12 h"),
        ("Aug Mo off", "fermé en août, le lundi"),
    ],
)  # fmt: skip
def test_hours_are_said_in_french(osm: str, words: str) -> None:
    assert valid(osm) is None
    assert describe(osm, PHRASES) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-24 11:00", "ferme à 18 h"),
        ("2026-11-24 07:00", "rouvre aujourd'hui à 9 h"),
        ("2026-11-24 19:00", "rouvre demain à 9 h"),
        ("2026-11-20 19:00", "rouvre lundi à 9 h"),
    ],
)
def test_what_comes_next_is_said_as_one_says_it(now: str, words: str) -> None:
    assert changes(state(OFFICE, at(now)), at(now), PHRASES) == words


def test_beyond_a_week_the_date_is_said() -> None:
    now, long = at("2026-12-22 19:00"), [closed("2026-12-23", "2026-12-31")]
    assert changes(state(OFFICE, now, long), now, PHRASES) == "rouvre le 4 janvier à 9 h"


def test_a_line_open_for_several_days_says_which_day_it_closes() -> None:
    now, later = at("2026-11-24 10:00"), [closed("2026-11-27", "2026-11-30")]
    assert changes(state("24/7", now, later), now, PHRASES) == "ferme vendredi à 0 h"
    assert changes(state("24/7", at("2026-11-10 10:00"), later), at("2026-11-10 10:00"), PHRASES) == (
        "ferme le 27 novembre à 0 h"
    )


def test_the_first_of_a_month_is_said_premier() -> None:
    assert say_date(date(2026, 5, 1), PHRASES) == "le 1er mai 2026"
    assert say_date(date(2026, 3, 3), PHRASES, year=False) == "le 3 mars"


@pytest.mark.parametrize(
    "osm",
    ["", "9h-18h", "lundi 9h", "Mo-Fr 09:00-", "Mo-Fr 25:00-26:00", "sunrise-sunset", "Mo 09:00-12:00, We 10:00-11:00", "Mo[-3] 09:00-10:00", "week 1-53/2 Mo 09:00-12:00", "Mo-Fr unknown"],
)  # fmt: skip
def test_hours_that_cannot_be_said_are_refused(osm: str) -> None:
    assert valid(osm) == f"horaires illisibles : « {osm} »"


def test_school_holidays_are_refused_with_what_to_write_instead() -> None:
    refusal = valid("Mo-Fr 09:00-18:00; SH off")
    assert refusal is not None
    assert "fermeture_temporaire" in refusal


def test_two_rules_for_one_day_are_refused_since_the_second_replaces_the_first() -> None:
    refusal = valid("Mo-Fr 09:00-12:00; Fr 14:00-17:00")
    assert refusal is not None
    assert "« Fr »" in refusal
    assert state("Mo-Fr 09:00-12:00; Fr 14:00-17:00", at("2026-11-27 10:00")).open_now is False
    assert valid("Mo-Fr 09:00-12:00; We off") is None
    assert valid("Sa-Mo 09:00-12:00; Mo 14:00-17:00") is not None


SPANS = st.lists(st.integers(0, 23), min_size=2, max_size=4, unique=True).map(sorted)


@given(SPANS, st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31)))  # noqa: DTZ001 - made aware below
def test_whatever_the_hours_the_next_change_is_ahead_and_changes(hours: list[int], naive: datetime) -> None:
    pairs = zip(hours[::2], hours[1::2], strict=False)
    osm = "Mo-Fr " + ",".join(f"{begin:02}:00-{end:02}:00" for begin, end in pairs) + "; PH off"
    now = naive.replace(tzinfo=UTC)
    found = state(osm, now)
    assert valid(osm) is None
    assert found.next_change is not None
    assert found.next_change > now - timedelta(minutes=1)
    assert state(osm, found.next_change).open_now is not found.open_now


def test_so_many_closures_that_no_opening_is_near_promise_nothing() -> None:
    mondays = [date(2026, 11, 30) + timedelta(weeks=week) for week in range(40)]
    shut_down = [closed(day.isoformat(), day.isoformat()) for day in mondays]
    assert state("Mo 09:00-12:00", at("2026-11-24 10:00"), shut_down) == shut(None)
