"""A day as people type it: « 3 mars 2026 », « 03/03/2026 », « avant-hier », « lundi dernier ». Nothing is kept.

A day that could be two days is never guessed: a time limit counted from the wrong day harms somebody.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

#: Why a day was not understood; the phrases `date_refus_…` say it and ask again.
Reason = Literal["future", "no_such_day", "not_leap_year", "which_day", "wrong_weekday", "check_year", "not_a_date"]

#: Nobody alive acts about something older than this.
OLDEST = 1926
#: A longer message is not a day.
LONGEST = 80
A_WEEK, CENTURY, TWO_DIGITS = 7, 100, 2
FEBRUARY, LEAP_DAY = 2, 29

MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NEAR = {"aujourd'hui": 0, "aujourdhui": 0, "ce matin": 0, "ce jour": 0, "hier": 1, "hier soir": 1, "hier matin": 1, "avant hier": 2, "avanthier": 2}  # fmt: skip
_SPELLED = {"premier": 1, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30}  # fmt: skip
_SHORTEST_MONTH = 3

_NUMBERS = re.compile(r"(?:le )?(\d{1,2})[ ./-]+(\d{1,2})(?:[ ./-]+(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})")
_NAMED = re.compile(r"(?:le )?(?:([a-z]+) )?(?:le )?(\d{1,2}|[a-z]+)(?:er|eme)? ([a-z]+)\.?(?: (?:de )?(\d{4}|\d{2}))?")
_AGO = re.compile(r"il y a (\d{1,2}|[a-z]+) jours?")
_WEEKDAY = re.compile(r"(?:le |ce )?([a-z]+)( dernier| passe)?")
_VAGUE = re.compile(r"\b(?:semaines?|mois|annees?|ans?|ete|hiver|printemps|automne|debut|fin|vers|environ|week end|vacances|rentree|noel|jours?)\b|^(?:le )?\d{1,4}$")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unclear:
    """The words give no single past day; `reason` says why."""

    reason: Reason


def parse_date(words: str, today: date, months: Sequence[str] = ()) -> date | Unclear:
    """Return the day that the words mean, on or before `today`, or why none does. Without a year: the last such day.

    `months` are the twelve months as another language names them, « janvier|jan » where one has several names.
    """
    said = _in_french(_folded(words), months)
    if not said or len(said) > LONGEST:
        return Unclear("not_a_date")
    if said in _NEAR:
        return today - timedelta(days=_NEAR[said])
    if match := _ISO.fullmatch(said):
        return _day(int(match[3]), int(match[2]), match[1], today)
    if match := _NUMBERS.fullmatch(said):
        return _day(int(match[1]), int(match[2]), match[3], today)
    if (match := _NAMED.fullmatch(said)) and (month := _month(match[3])):
        return _named(match, month, today)
    if (match := _AGO.fullmatch(said)) and (count := spelled(match[1])):
        return today - timedelta(days=count)
    if (match := _WEEKDAY.fullmatch(said)) and match[1] in DAYS:
        back = (today.weekday() - DAYS.index(match[1])) % A_WEEK
        # « lundi » said on a Monday may be today or a week ago.
        return today - timedelta(days=back) if back else Unclear("which_day")
    return Unclear("which_day" if _vague(said) else "not_a_date")


def _folded(words: str) -> str:
    bare = "".join(each for each in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(each))
    bare = re.sub(r"\bavant[- ]?hier\b", "avant hier", bare.replace("’", "'"))
    bare = re.sub(r"(?<=[a-z])-(?=[a-z])|,", " ", bare)
    return re.sub(r"^(?:c'etait |depuis |en date du |du |au )", "", " ".join(bare.strip(" .!?").split()))


def _in_french(said: str, months: Sequence[str]) -> str:
    """Name the months in French; « 3 de março de 2026 » and « 3rd March 2026 » lose what stands between."""
    if not months or len(said) > LONGEST or not any(sign.isdecimal() for sign in said):
        return said  # « may I call? » names no month
    for french, names in zip(MONTHS, months, strict=True):
        either = "|".join(re.escape(_folded(name)) for name in names.split("|"))
        said = re.sub(rf"(?<!\w)(?:{either})(?!\w)", french, said)
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", re.sub(r"\bde\b ?", "", said))


def _vague(said: str) -> bool:
    named = any(_month(word) for word in re.findall(r"[a-z]+", said))
    return named or bool(_VAGUE.search(said)) or any(day in said for day in DAYS)


def _month(word: str) -> int | None:
    """Return the month of a name or of its first letters, where only one begins so; « jui » may be two."""
    if len(word) < _SHORTEST_MONTH:
        return None
    found = [number for number, name in enumerate(MONTHS, 1) if name.startswith(word)]
    return found[0] if len(found) == 1 else None


def spelled(word: str) -> int | None:
    """Return a number written in figures or in letters."""
    return int(word) if word.isdigit() else _SPELLED.get(word)


def _named(match: re.Match[str], month: int, today: date) -> date | Unclear:
    weekday, number = match[1], spelled(match[2])
    if number is None or (weekday and weekday not in DAYS):
        return Unclear("which_day")
    day = _day(number, month, match[4], today)
    if weekday and isinstance(day, date) and day.weekday() != DAYS.index(weekday):
        return Unclear("wrong_weekday")
    return day


def _day(number: int, month: int, year: str | None, today: date) -> date | Unclear:
    if year is None:
        return _latest(number, month, today)
    full = int(year)
    if len(year) == TWO_DIGITS:
        full += today.year - today.year % CENTURY
        full -= CENTURY if full > today.year else 0
    if full < OLDEST:
        return Unclear("check_year")
    try:
        day = date(full, month, number)
    except ValueError:
        return Unclear("not_leap_year" if (number, month) == (LEAP_DAY, FEBRUARY) else "no_such_day")
    return Unclear("future") if day > today else day


def _latest(number: int, month: int, today: date) -> date | Unclear:
    """Return the last such day; a 29 February without a year may be years back, so the year is asked."""
    if (number, month) == (LEAP_DAY, FEBRUARY):
        return Unclear("check_year")
    try:
        day = date(today.year, month, number)
        return day if day <= today else date(today.year - 1, month, number)
    except ValueError:
        return Unclear("no_such_day")
