"""Days, months, hours and lists as each language writes them: Babel's tables, as phrases that the core fills in.

The core knows no locale: it asks for `mois_3`, `date_complete` or `horaires_et`, and finds them here or in the French YAML.
"""

import re
from collections.abc import Mapping
from functools import cache

from bot.core.hours import DAYS
from bot.core.text import Text

_FIELD = re.compile(r"'([^']*)'|(d+|M+|L+|y+|H+|m+)")
#: Where the months have other names, from Algiers to Rabat to Damascus: whoever types a day uses those of home.
_ELSEWHERE = {"ar": ("ar_DZ", "ar_MA", "ar_SY")}
#: What a date pattern's letters are called in our phrases.
_SLOTS = {"d": "{jour}", "M": "{mois}", "L": "{mois}", "y": "{annee}", "H": "{h}", "m": "{m}"}


@cache
def formats(locale: str) -> Mapping[str, Text]:
    """Return the phrases of dates, hours and lists in a language."""
    from babel import Locale, localedata  # noqa: PLC0415 - who reads French needs no other calendar

    known = Locale.parse(locale)
    hour = _pattern(known.datetime_skeletons["Hm"].pattern)
    lists = known.list_patterns["standard"]
    written = {
        **{f"mois_{number}": name for number, name in known.months["format"]["wide"].items()},
        **{f"mois_seul_{number}": name for number, name in known.months["stand-alone"]["wide"].items()},
        **{f"jour_{DAYS[number].lower()}": name for number, name in known.days["format"]["wide"].items()},
        **{f"mois_dits_{number}": names for number, names in _months(locale).items()},
        "date_premier": "1",
        "date_jour": _pattern(known.datetime_skeletons["MMMMd"].pattern),
        "date_complete": _pattern(known.date_formats["long"].pattern),
        "date_mois": _pattern(known.datetime_skeletons["yMMMM"].pattern),
        "date_annee": "{annee}",
        "heure_pile": hour.replace("{m}", "00"),
        "heure_minutes": hour,
        "horaires_et": lists["2"].format("{a}", "{b}"),
    }
    localedata._cache.clear()  # noqa: SLF001 - Babel would keep all that it knows of each language: 2 MB, of which nobody reads more
    return {name: Text(words) for name, words in written.items()}


def _pattern(cldr: str) -> str:
    return _FIELD.sub(lambda found: found[1] if found[2] is None else _SLOTS[found[2][0]], cldr)


def _months(locale: str) -> Mapping[int, str]:
    """Return the names of each month, as they are typed: « March », « مارس|آذار »."""
    from babel import Locale  # noqa: PLC0415 - the same

    tables = [Locale.parse(each).months["format"]["wide"] for each in (locale, *_ELSEWHERE.get(locale, ()))]
    return {number: "|".join(dict.fromkeys(table[number] for table in tables)) for number in range(1, 13)}
