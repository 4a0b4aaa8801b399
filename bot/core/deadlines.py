"""From a day to the days before which to act: months counted to the day of the same number, working days, reminders."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bot.core.facts import Values
from bot.core.guide import Guide
from bot.core.hours import say_date
from bot.core.letters import Duration
from bot.core.orientation import limits

DECEMBER = 12
SATURDAY = 5
#: Days before the last one on which one is reminded; the first only where that is still far away.
REMINDERS = (30, 7, 1, 0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a time limit, in general and to be confirmed; `passed`: it may be over, which a jurist checks."""

    id: str
    day: date
    passed: bool


def due(start: date, duration: Duration) -> date:
    """Return the last day: same number so many months later, else the month's last; then the next working day if so ruled."""
    months = start.year * DECEMBER + start.month - 1 + duration.months
    year, month = divmod(months, DECEMBER)
    month += 1
    day = date(year, month, min(start.day, monthrange(year, month)[1]))
    while duration.extended and (day.weekday() >= SATURDAY or day in holidays(day.year)):
        day += timedelta(days=1)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the eleven public holidays of the year (code du travail, art. L3133-1; not those of Alsace-Moselle)."""
    easter = _easter(year)
    moving = {easter + timedelta(days=days) for days in (1, 39, 50)}
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return frozenset(moving | {date(year, month, day) for month, day in fixed})


def _easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Jones and Butcher: Gregorian calendar, any year)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)


def deadlines(guide: Guide, known: Values, start: date, today: date) -> tuple[Deadline, ...]:
    """Return the last days of the limits that may apply and that are counted, counted from `start`, soonest first."""
    durations = guide.knowledge.durations
    found = [
        Deadline(name, day, passed=day < today)
        for name, _limit in limits(guide, known)
        if name in durations
        for day in [due(start, durations[name])]
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.id)))


def deadlines_text(guide: Guide, found: Iterable[Deadline]) -> str:
    """Return what the screen says: each day with its reason and its source, never as a certainty."""
    phrases, knowledge = guide.phrases, guide.knowledge
    parts = [str(phrases["echeances_titre"])]
    for each in found:
        limit, duration = knowledge.limits[each.id], knowledge.durations[each.id]
        words = phrases["echeance_passee" if each.passed else "echeance"]
        parts.append(
            words.fill(
                date=say_date(each.day, phrases),
                depart=phrases[f"depart_{duration.start}"],
                texte=limit.text,
                source=limit.source,
            )
        )
    if len(parts) == 1:
        parts.append(str(phrases["echeances_aucune"]))
    return "\n\n".join([*parts, phrases["echeances_prudence"]])


def reminders(found: Iterable[Deadline], today: date) -> tuple[date, ...]:
    """Return the days to be reminded on, after today, each once: a month, a week and a day before, and the last day."""
    ahead = {each.day - timedelta(days=days) for each in found if not each.passed for days in REMINDERS}
    return tuple(sorted(day for day in ahead if day > today))
