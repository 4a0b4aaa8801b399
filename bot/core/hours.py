"""When a contact answers: OSM opening hours, evaluated in Europe/Paris with French public holidays, and said in words.

opening-hours-py (Rust) evaluates; it costs 2 to 16 ms to import, so it is imported here. What it understands is wider than
what a resident can be told: `valid` refuses the rest, so that the words always say what the clock does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forget the error

from bot.core.knowledge import Closure
from bot.core.text import Text

PARIS = ZoneInfo("Europe/Paris")
Phrases = Mapping[str, Text]

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Changes looked at before giving up: four a day over two weeks, closures being jumped over.
MOST_CHANGES = 64
#: Beyond this many days a weekday's name is no longer enough to say when.
A_WEEK = 7

_DAY, _MONTH = "|".join(DAYS), "|".join(MONTHS)
_DAYS = rf"(?:(?:{_DAY})(?:-(?:{_DAY})|\[(?:-1|[1-5])\])?|PH)"
_HOUR = r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9]"
_RULE = re.compile(
    rf"(?:(?P<months>(?:{_MONTH})(?:-(?:{_MONTH}))?) ?)?"
    rf"(?P<days>{_DAYS}(?:,{_DAYS})*)? ?"
    rf"(?P<what>{_HOUR}-{_HOUR}(?:,{_HOUR}-{_HOUR})*|off|closed)"
)
_PUBLIC_HOLIDAYS = OpeningHours("PH", timezone=PARIS, country="FR")
ALWAYS = "24/7"


@dataclass(frozen=True, slots=True)
class State:
    """Open or closed at a moment. `open_now` is None where nobody said: a public holiday that the hours do not mention.

    `next_change` is when it closes (open) or opens (closed), Europe/Paris; None where it never changes or not soon.
    """

    open_now: bool | None
    next_change: datetime | None


@dataclass(frozen=True, slots=True)
class _Rule:
    months: str | None
    days: str | None
    what: str

    @property
    def off(self) -> bool:
        return self.what in ("off", "closed")


def valid(osm: str) -> str | None:
    """Say what is wrong with hours that a partner wrote, in French, or None where they hold."""
    if re.search(r"\bSH\b", osm):
        return "« SH » (vacances scolaires) n'est pas évalué : écrivez les dates dans « fermeture_temporaire »"
    try:
        rules = _rules(osm)
        _parse(osm)
    except (ValueError, ParserError):
        return f"horaires illisibles : « {osm} »"
    if clash := _clash(rules):
        return f"« {clash} » a deux horaires et le second remplace le premier : réunissez-les par une virgule, « {clash} 09:00-12:00,14:00-17:00 »"
    return None


def state(osm: str, now: datetime, closures: Iterable[Closure] = ()) -> State:
    """Say whether it is open and when that changes; `now` is aware. ValueError where `valid` would complain.

    Hours that are silent about public holidays leave `open_now` unknown on one, and never promise to reopen on one.
    """
    return _state(osm, minute_of(now), tuple(closures))


def closed_until(now: datetime, closures: Iterable[Closure]) -> date | None:
    """Return the last day of the temporary closure that holds now, or None."""
    end = _ends(now.astimezone(PARIS), tuple(closures))
    return (end - timedelta(days=1)).date() if end else None


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A key for a memo that means this very object: content is frozen, and hashing it whole would cost more than it saves.

    The memo keeps the object alive, so its identity is never given to another.
    """

    it: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)


def minute_of(now: datetime) -> datetime:
    """Return the minute of a moment, in UTC: what is said of hours changes no faster."""
    return now.astimezone(UTC).replace(second=0, microsecond=0)


def describe(osm: str, phrases: Phrases) -> str:
    """Return the hours as a French sentence: « du lundi au vendredi, de 9 h à 18 h ; fermé les jours fériés »."""
    if osm.strip() == ALWAYS:
        return phrases["horaires_toujours"]
    said = [_say_rule(rule, phrases) for rule in _rules(osm)]
    return _fold(said, phrases["horaires_regle"])


def changes(state: State, now: datetime, phrases: Phrases) -> str | None:
    """Return « rouvre lundi à 9 h », « rouvre demain à 9 h » or « ferme à 18 h »; None where nothing is known."""
    if state.next_change is None:
        return None
    now, then = now.astimezone(PARIS), state.next_change.astimezone(PARIS)
    start, away = ("ouvert_ferme" if state.open_now else "ferme_rouvre"), (then.date() - now.date()).days
    hour = _say_hour(f"{then:%H:%M}", phrases)
    if away == 0:
        return phrases[f"{start}_a"].fill(heure=hour)
    if away == 1:
        return phrases[f"{start}_demain"].fill(heure=hour)
    if away < A_WEEK:
        return phrases[f"{start}_jour"].fill(jour=phrases[f"jour_{DAYS[then.weekday()].lower()}"], heure=hour)
    return phrases[f"{start}_date"].fill(date=say_date(then.date(), phrases, year=False), heure=hour)


def say_month(month: int, year: int, phrases: Phrases) -> str:
    """Return « en mars 2026 »; where a month without a day has a form of its own, it is that one."""
    name = phrases.get(f"mois_seul_{month}") or phrases[f"mois_{month}"]
    return phrases["date_mois"].fill(mois=name, annee=str(year))


def say_date(day: date, phrases: Phrases, *, year: bool = True) -> str:
    """Return « le 3 mars 2026 », or « le 3 mars » without the year."""
    number = phrases["date_premier"] if day.day == 1 else str(day.day)
    words = phrases["date_complete" if year else "date_jour"]
    return words.fill(jour=number, mois=phrases[f"mois_{day.month}"], annee=str(day.year))


@lru_cache(maxsize=4096)
def _state(osm: str, minute: datetime, closures: tuple[Closure, ...]) -> State:
    # Keyed by UTC: in Europe/Paris the two passes of an autumn hour are one key.
    # Nothing changes within a minute, so a minute of screens pays once for each contact (34 µs, then under 1).
    if osm == ALWAYS and not closures:
        return State(open_now=True, next_change=None)
    now = minute.astimezone(PARIS)
    hours = _parse(osm if osm == ALWAYS or "PH" in osm else f"{osm}; PH off")
    is_open = hours.is_open(now) and not _ends(now, closures)
    change = _next_change(hours, now, closures, is_open)
    if not is_open and not _ends(now, closures) and _PUBLIC_HOLIDAYS.is_open(now) and _parse(osm).is_open(now):
        return State(None, change)
    return State(is_open, change)


@lru_cache(maxsize=1024)
def _parse(osm: str) -> OpeningHours:
    return OpeningHours(osm, timezone=PARIS, country="FR")


@lru_cache(maxsize=1024)
def _rules(osm: str) -> tuple[_Rule, ...]:
    if osm.strip() == ALWAYS:
        return ()
    found = [_RULE.fullmatch(part.strip()) for part in osm.split(";")]
    if not all(found):
        raise ValueError(osm)
    return tuple(_Rule(match["months"], match["days"], match["what"]) for match in found if match)


def _clash(rules: Iterable[_Rule]) -> str | None:
    """Return a day to which two rules of the same months give hours: OSM keeps the second, and the words would say both."""
    seen: set[tuple[str | None, str]] = set()
    for rule in rules:
        if rule.off:
            continue
        for day in _day_names(rule.days):
            if (rule.months, day) in seen:
                return day
            seen.add((rule.months, day))
    return None


def _day_names(days: str | None) -> Iterator[str]:
    for part in (days or "Mo-Su").split(","):
        first, dash, last = part.partition("-")
        if dash and last in DAYS:
            start, end = DAYS.index(first), DAYS.index(last)
            yield from (DAYS[index % len(DAYS)] for index in range(start, end + 1 + (len(DAYS) if end < start else 0)))
        else:
            yield part


def _ends(moment: datetime, closures: tuple[Closure, ...]) -> datetime | None:
    """Return the midnight at which the closure that holds at this moment ends, following those that touch it."""
    day = end = moment.date()
    for closure in sorted(closures, key=lambda one: one.from_):
        if closure.from_ <= end and closure.to >= end:
            end = closure.to + timedelta(days=1)
    return datetime.combine(end, time(), PARIS) if end > day else None


def _next_change(hours: OpeningHours, now: datetime, closures: tuple[Closure, ...], is_open: bool) -> datetime | None:  # noqa: FBT001 - a private step of `state`
    moment = now
    for _ in range(MOST_CHANGES):
        midnights = [datetime.combine(one.from_, time(), PARIS) for one in closures]
        coming = [
            _ends(moment, closures) or hours.next_change(moment),
            *(start for start in midnights if start > moment),
        ]
        known = [change for change in coming if change is not None]
        if not known:
            return None
        moment = min(known).astimezone(PARIS)
        if (hours.is_open(moment) and not _ends(moment, closures)) != is_open:
            return moment
    return None


def _say_rule(rule: _Rule, phrases: Phrases) -> str:
    when = [_say_months(rule.months, phrases)] if rule.months else []
    if rule.days or not (rule.months and rule.off):
        when.append(_say_days(rule.days, phrases))
    if rule.off:
        return phrases["horaires_ferme"].fill(jours=_fold(when, phrases["horaires_puis"]))
    return _fold([*when, _say_times(rule.what, phrases)], phrases["horaires_puis"])


def _say_months(months: str, phrases: Phrases) -> str:
    first, _, last = months.partition("-")
    begin = phrases[f"mois_{MONTHS.index(first) + 1}"]
    if not last:
        return phrases["horaires_en"].fill(mois=begin)
    return phrases["horaires_entre"].fill(debut=begin, fin=phrases[f"mois_{MONTHS.index(last) + 1}"])


def _say_days(days: str | None, phrases: Phrases) -> str:
    return _join([_say_day(part, phrases) for part in (days or "Mo-Su").split(",")], phrases)


def _say_day(part: str, phrases: Phrases) -> str:
    if part == "PH":
        return phrases["horaires_feries"]
    if part == "Mo-Su":
        return phrases["horaires_tous_les_jours"]
    if nth := re.fullmatch(r"(..)\[(-?\d)\]", part):
        rank = "dernier" if nth[2].startswith("-") else nth[2]
        return phrases[f"horaires_rang_{rank}"].fill(jour=phrases[f"jour_{nth[1].lower()}"])
    first, _, last = (phrases[f"jour_{name.lower()}"] if name in DAYS else name for name in part.partition("-"))
    return phrases["horaires_du_au"].fill(debut=first, fin=last) if last else phrases["horaires_le"].fill(jour=first)


def _say_times(times: str, phrases: Phrases) -> str:
    spans = [span.split("-") for span in times.split(",")]
    said = [
        phrases["horaires_de_a"].fill(debut=_say_hour(begin, phrases), fin=_say_hour(end, phrases))
        for begin, end in spans
    ]
    return _join(said, phrases)


def _say_hour(clock: str, phrases: Phrases) -> str:
    hour, minutes = clock.split(":")
    if minutes == "00":
        return phrases["heure_pile"].fill(h=str(int(hour)))
    return phrases["heure_minutes"].fill(h=str(int(hour)), m=minutes)


def _join(parts: list[str], phrases: Phrases) -> str:
    *before, last = parts
    return phrases["horaires_et"].fill(a=_fold(before, phrases["horaires_puis"]), b=last) if before else last


def _fold(parts: list[str], words: Text) -> str:
    said = parts[0]
    for part in parts[1:]:
        said = words.fill(a=said, b=part)
    return said
