"""How long ago something happened, as people say it: « samedi dernier », « il y a 15 jours », « 2 ans », « en mars », « en 2019 ».

Only to choose among the answers of a question that asks when: days are counted roughly, and nothing is kept. A day from
which a time limit is counted is another matter (`bot.core.dates`): that one is never guessed.
"""

import re
from datetime import date

from bot.core.dates import DAYS, MONTHS, parse_date, spelled
from bot.core.words import fold

#: A longer message tells more than a time.
LONGEST = 40
_DAYS = {"jour": 1, "semaine": 7, "mois": 30, "an": 365, "annee": 365}
#: The middle of a season, and the days of the year that have a name: month and day.
_SEASONS = {
    "printemps": (5, 1),
    "ete": (8, 1),
    "automne": (11, 1),
    "hiver": (2, 1),
    "rentree": (9, 1),
    "noel": (12, 25),
}
_SPAN = re.compile(
    r"(?:il y a|il ya|y a|ya|ca fait|ca fai|sa fait|sa fai|cela fait|fait)? ?(?:environ |a peu pres |presque |plus de |au moins )?"
    r"(\d{1,3}|[a-z]+) ?(jour|semaine|mois|annee|an)s?(?: (?:environ|deja|a peu pres))?"
)
_SINCE = re.compile(r"\b(?:depuis|toujours|encore|tous les jours|continue|dure)\b")
#: « ça ne dure plus depuis 2 ans » : it is over, and nobody said since when it is.
_OVER = re.compile(r"\b(?:plus|fini|arrete|termine|avant|jusqu)")
_IN = re.compile(
    r"(?:en |au |a |cet? |cette |l')?(?:mois de |debut |fin |la )?([a-z]+)(?: (?:de )?(dernier|derniere|(?:19|20)\d\d))?"
)
_YEAR = re.compile(r"(?:en |l'annee )?((?:19|20)\d\d)")
_EVENING = re.compile(r" (?:matin|midi|apres midi|soir|dans la nuit|nuit)$")
#: What people say before a time: « en fait c'était il y a 3 semaines ».
_LEAD = re.compile(r"^(?:(?:en ?faite?|non|mais|euh|ben|bah|je crois que|c'etait|c'est arrive|c'est|c t|ct) )+")
_WEEKDAYS = frozenset(DAYS)
_SHORT = {"ajd": "aujourd'hui", "auj": "aujourd'hui", "aujourdhui": "aujourd'hui", "tt a l'heure": "aujourd'hui"}


def days_ago(words: str, today: date) -> int | None:
    """Return about how many days have passed, 0 for what goes on; None where the words tell no time, or only a vague one."""
    said = fold(words).strip(" .!?").replace("-", " ")
    said = _LEAD.sub("", said)
    said = _EVENING.sub("", _SHORT.get(said, said))
    if not said or len(said) > LONGEST:
        return None
    if _SINCE.search(said):
        return None if _OVER.search(said) else 0
    if match := _SPAN.fullmatch(said):
        count = int(match[1]) if match[1].isdigit() else spelled(match[1].replace("une", "un"))
        return count * _DAYS[match[2]] if count else None
    day = parse_date(said, today)
    if isinstance(day, date):
        return (today - day).days
    if day.reason == "which_day" and not _WEEKDAYS.isdisjoint(said.split()):  # « lundi », on a Monday
        return 0
    return _about(said, today)


def _about(said: str, today: date) -> int | None:
    """Return the days since the middle of a month, a season or a year."""
    if match := _YEAR.fullmatch(said):
        return max((today - date(int(match[1]), 7, 1)).days, 0) if int(match[1]) < today.year else None
    if not (match := _IN.fullmatch(said)) or not (named := _middle(match[1])):
        return None
    year = match[2] if match[2] and match[2].isdigit() else None
    month, number = named
    then = date(int(year) if year else today.year, month, number)
    if then > today and not year:
        then = then.replace(year=today.year - 1)
    return (today - then).days if then <= today else None


def _middle(name: str) -> tuple[int, int] | None:
    if name in MONTHS:
        return MONTHS.index(name) + 1, 15
    return _SEASONS.get(name)
