"""Periods of a publication: a quarter ("2026-Q3") for the simple tables, a year ("2026") for the crossed ones.

What pupils answer is published by school year ("2026-2027", September to August) and never by less.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.observed import Sort

PARIS = ZoneInfo("Europe/Paris")
#: School years begin with this month.
SEPTEMBER = 9
#: Every clock of the world differs from every other by a multiple of this; in seconds.
QUARTER_OF_AN_HOUR = 900

_PERIOD = re.compile(r"(?P<year>20[0-9]{2})(-Q(?P<quarter>[1-4])|-(?P<next>20[0-9]{2}))?")


class PeriodError(ValueError):
    """No such period, or not closed yet; the message says in French what may be asked for."""


def periods_of(moment: datetime) -> Mapping[Sort, str]:
    """Return the periods of an aware moment on the clocks of Paris: "2026-Q4", "2026", and the school year "2026-2027"."""
    return _periods_at(int(moment.timestamp()) // QUARTER_OF_AN_HOUR)


@lru_cache(maxsize=64)
def _periods_at(quarters_of_an_hour: int) -> Mapping[Sort, str]:
    local = datetime.fromtimestamp(quarters_of_an_hour * QUARTER_OF_AN_HOUR, PARIS)
    begins = local.year - (local.month < SEPTEMBER)
    return {
        "quarter": f"{local.year:04}-Q{(local.month + 2) // 3}",
        "year": f"{local.year:04}",
        "school": f"{begins:04}-{begins + 1:04}",
    }


def day_of(moment: datetime) -> date:
    """Return the day of an aware moment on the calendars of Paris."""
    return moment.astimezone(PARIS).date()


def is_year(period: str) -> bool:
    """Say whether a period is a whole year."""
    return "-" not in period


def is_school_year(period: str) -> bool:
    """Say whether a period is a school year."""
    return "-" in period and "-Q" not in period


def sort_of(period: str) -> Sort:
    """Say what sort of period it is."""
    return "year" if is_year(period) else "school" if is_school_year(period) else "quarter"


def quarters_of(year: str) -> tuple[str, ...]:
    """Return the four quarters of a year."""
    return tuple(f"{year}-Q{number}" for number in (1, 2, 3, 4))


def label(period: str) -> str:
    """Return a period as it is read: "T3 2026", "2026", "année scolaire 2026-2027"."""
    if is_school_year(period):
        return f"année scolaire {period}"
    year, _, quarter = period.partition("-Q")
    return f"T{quarter} {year}" if quarter else year


def span(first: str, last: str) -> tuple[str, ...]:
    """Return the periods from `first` to `last`, both included, of the same sort; raise PeriodError where there is none."""
    begin, end = _parse(first), _parse(last)
    if sort_of(first) != sort_of(last):
        message = f"« {first} » et « {last} » : deux trimestres, deux années ou deux années scolaires, sans mélange."
        raise PeriodError(message)
    if end < begin:
        message = f"« {last} » vient avant « {first} » : inversez --from et --to."
        raise PeriodError(message)
    if is_school_year(first):
        return tuple(f"{year}-{year + 1}" for year in range(begin // 4, end // 4 + 1))
    if is_year(first):
        return tuple(str(year) for year in range(begin // 4, end // 4 + 1))
    return tuple(f"{number // 4}-Q{number % 4 + 1}" for number in range(begin, end + 1))


def _parse(period: str) -> int:
    found = _PERIOD.fullmatch(period)
    if found is None or (found["next"] and int(found["next"]) != int(found["year"]) + 1):
        message = (
            f"« {period} » n'est pas une période. Écrivez un trimestre, « 2026-Q3 », une année, « 2026 », "
            "ou une année scolaire, « 2026-2027 »."
        )
        raise PeriodError(message)
    return int(found["year"]) * 4 + int(found["quarter"] or 1) - 1
