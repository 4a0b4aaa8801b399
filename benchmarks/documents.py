"""How long a letter, a leaflet and a calendar take: `python -m benchmarks documents`."""

from collections.abc import Callable
from datetime import date, datetime
from statistics import median
from time import perf_counter

from bot.app import load_guide
from bot.core.deadlines import deadlines
from bot.core.facts import Facts
from bot.core.orientation import situation
from bot.core.sheet import compose
from bot.core.view import Outcome
from bot.documents.calendar import make_calendar
from bot.documents.leaflet import communes_of, make_leaflet
from bot.documents.letter import make_letter
from bot.settings import PARIS, Settings

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)
TODAY = NOW.date()
FACTS = Facts(domain="private_housing", treatment="refusal", criteria=("surname",), reason="named", facts_insee="59606")
OUTCOME = Outcome("direct_discrimination")


def _milliseconds(make: Callable[[], object], times: int) -> tuple[float, float, float]:
    """Return the first run, the median and the slowest of the others."""
    spent = []
    for _each in range(times + 1):
        start = perf_counter()
        make()
        spent.append(1000 * (perf_counter() - start))
    return spent[0], median(spent[1:]), max(spent[1:])


def main() -> None:
    """Print the table, then the time of a whole jurisdiction."""
    guide = load_guide(Settings(now=NOW))
    known = situation(guide, FACTS, OUTCOME)
    found = deadlines(guide, known, date(2026, 10, 5), TODAY)
    recall = "On m'a dit que l'appartement était pris. " * 40
    table: dict[str, tuple[Callable[[], object], int]] = {
        "letter, words only": (lambda: compose(guide, "procureur", FACTS, OUTCOME, NOW), 200),
        "letter, PDF": (lambda: make_letter(guide, "procureur", FACTS, OUTCOME, NOW), 40),
        "letter, PDF with an aide-mémoire": (lambda: make_letter(guide, "procureur", FACTS, OUTCOME, NOW, recall), 40),
        "leaflet": (lambda: make_leaflet(guide, "59606", "relais_bot", NOW), 40),
        "calendar": (lambda: make_calendar(found, TODAY, guide.phrases["agenda_titre"]), 40),
    }
    print(f"{'ms':<36}{'first':>8}{'median':>8}{'slowest':>9}")
    for name, (make, times) in table.items():
        print(f"{name:<36}" + "".join(f"{each:>8.1f}" for each in _milliseconds(make, times)))
    start = perf_counter()
    codes = communes_of(guide, "tribunal:valenciennes")
    for code in codes:
        make_leaflet(guide, code, "relais_bot", NOW)
    print(f"{len(codes)} leaflets of the jurisdiction of Valenciennes: {perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
