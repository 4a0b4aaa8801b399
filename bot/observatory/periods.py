"""Periods of a publication: a quarter ("2026-Q3") for the simple tables, a year ("2026") for the crossed ones."""

import re

_PERIOD = re.compile(r"(?P<year>20[0-9]{2})(-Q(?P<quarter>[1-4]))?")


class PeriodError(ValueError):
    """No such period, or not closed yet; the message says in French what may be asked for."""


def is_year(period: str) -> bool:
    """Say whether a period is a whole year."""
    return "-" not in period


def quarters_of(year: str) -> tuple[str, ...]:
    """Return the four quarters of a year."""
    return tuple(f"{year}-Q{number}" for number in (1, 2, 3, 4))


def label(period: str) -> str:
    """Return a period as it is read: "T3 2026", "2026"."""
    year, _, quarter = period.partition("-Q")
    return f"T{quarter} {year}" if quarter else year


def span(first: str, last: str) -> tuple[str, ...]:
    """Return the periods from `first` to `last`, both included, of the same sort; raise PeriodError where there is none."""
    begin, end = _parse(first), _parse(last)
    if is_year(first) != is_year(last):
        message = f"« {first} » et « {last} » : deux trimestres, ou deux années, mais pas l'un et l'autre."
        raise PeriodError(message)
    if end < begin:
        message = f"« {last} » vient avant « {first} » : inversez --from et --to."
        raise PeriodError(message)
    if is_year(first):
        return tuple(str(year) for year in range(begin // 4, end // 4 + 1))
    return tuple(f"{number // 4}-Q{number % 4 + 1}" for number in range(begin, end + 1))


def _parse(period: str) -> int:
    found = _PERIOD.fullmatch(period)
    if found is None:
        message = f"« {period} » n'est pas une période. Écrivez un trimestre, « 2026-Q3 », ou une année, « 2026 »."
        raise PeriodError(message)
    return int(found["year"]) * 4 + int(found["quarter"] or 1) - 1
