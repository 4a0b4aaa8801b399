"""How often a misspelt commune is found, and how long it takes: `python -m benchmarks` prints the table.

The spellings stand in benchmarks/spellings.csv: written by hand or made by the rules below, half of them `dev` (looked at
while the search was tuned), half `held` (not looked at). `python -m benchmarks.places --make` makes the file again.
"""

import csv
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.content.gazetteer import load_gazetteer
from bot.core.places import CERTAIN, Gazetteer, search, warm
from bot.core.spelling import key, words

HERE = Path(__file__).parent
COMMUNES = HERE.parent / "knowledge" / "communes"
SPELLINGS = HERE / "spellings.csv"

#: What people do to a name: (letters, what they type instead). One or two of them make a misspelling.
_SUBSTITUTIONS = (
    ("ph", "f"), ("qu", "k"), ("qu", "c"), ("ck", "k"), ("eaux", "o"), ("eau", "o"), ("eau", "au"), ("au", "o"), ("o", "au"),
    ("ai", "é"), ("ai", "e"), ("ei", "é"), ("ay", "ai"), ("ay", "é"), ("é", "er"), ("é", "ai"), ("è", "ai"), ("ê", "é"),
    ("en", "an"), ("an", "en"), ("em", "am"), ("am", "em"), ("in", "ain"), ("ain", "in"), ("ein", "in"), ("im", "in"),
    ("ch", "sh"), ("ss", "s"), ("s", "ss"), ("ce", "se"), ("ci", "si"), ("ç", "s"), ("z", "s"), ("c", "k"), ("k", "c"),
    ("y", "i"), ("i", "y"), ("w", "v"), ("oi", "oa"), ("oe", "e"), ("œ", "e"), ("œ", "oe"), ("h", ""), ("th", "t"),
    ("ge", "je"), ("gu", "g"), ("ill", "y"), ("ll", "l"), ("l", "ll"), ("nn", "n"), ("n", "nn"), ("mm", "m"), ("rr", "r"),
    ("r", "rr"), ("tt", "t"), ("t", "tt"), ("pp", "p"), ("ff", "f"), ("x", "s"), ("ou", "oo"), ("on", "om"), ("eu", "e"),
    ("ez", "é"), ("er", "é"), ("es", "e"), ("b", "p"), ("d", "t"), ("v", "f"),
)  # fmt: skip
_NEIGHBOURS = {
    "a": "zq", "z": "ae", "e": "zr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo", "o": "ip", "p": "o", "q": "as",
    "s": "qd", "d": "sf", "f": "dg", "g": "fh", "h": "gj", "j": "hk", "k": "jl", "l": "km", "m": "l", "w": "x", "x": "wc",
    "c": "xv", "v": "cb", "b": "vn", "n": "b",
}  # fmt: skip


def _substitute(name: str, dice: random.Random) -> str:
    fitting = [(old, new) for old, new in _SUBSTITUTIONS if old in name[1:] or (old in name and len(old) > 1)]
    if not fitting:
        return name
    old, new = dice.choice(fitting)
    places = [place for place in range(len(name)) if name.startswith(old, place)]
    place = dice.choice(places)
    return name[:place] + new + name[place + len(old) :]


def _silent_end(name: str, _dice: random.Random) -> str:
    return name[:-1] if name[-1] in "esxtdzp" else name


def _slip(name: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(name))
    if not name[place].isalpha():
        return name
    kind = dice.randrange(4)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place] + name[place:]
    if kind == 2 and place + 1 < len(name):  # noqa: PLR2004 - the third kind of slip
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + dice.choice(_NEIGHBOURS.get(name[place], "e")) + name[place + 1 :]


def _joints(name: str, dice: random.Random) -> str:
    if "saint" in name and dice.random() < 0.6:  # noqa: PLR2004 - more often than not
        name = name.replace("sainte", "ste").replace("saint", "st")
    for link in ("-sur-", "-les-", "-lez-", "-lès-", "-en-", "-la-", "-sous-", "-le-", "-d'", "-l'", "-de-", "-du-"):
        if link in name and dice.random() < 0.35:  # noqa: PLR2004 - little words are forgotten now and then
            name = name.replace(link, " ")
    return name.replace("-", dice.choice((" ", "", " ", "-"))).replace("'", dice.choice((" ", "", "'")))


_RULES: tuple[Callable[[str, random.Random], str], ...] = (_substitute, _substitute, _substitute, _silent_end, _slip)


def _misspell(name: str, dice: random.Random) -> str:
    typed = name.lower()
    for _ in range(dice.choice((1, 1, 2) if len(name) < 9 else (1, 2, 2))):  # noqa: PLR2004 - long names go wrong twice
        typed = dice.choice(_RULES)(typed, dice)
    return _joints(typed, dice)


def _drawn(gazetteer: Gazetteer, number: int, dice: random.Random, *, home: bool) -> Iterator[tuple[str, str]]:
    communes = [c for c in gazetteer.communes.values() if c.home is home and len(c.name) > 4]  # noqa: PLR2004 - too short
    weights = [commune.population for commune in communes]  # as residents would be drawn
    seen: set[str] = set()
    while len(seen) < number:
        commune = dice.choices(communes, weights)[0]
        typed = _misspell(commune.name, dice)
        if typed not in seen and not gazetteer.index.exact(key(words(typed))):
            seen.add(typed)
            yield typed, commune.insee


def make() -> None:
    """Write the generated part of the spellings anew; what was written by hand stays."""
    gazetteer = load_gazetteer(COMMUNES)
    kept = [row for row in spellings() if row["made"] == "hand"] if SPELLINGS.exists() else []
    for part, seed in (("dev", 1), ("held", 2026)):
        for home, number in ((True, 500), (False, 250)):
            drawn = _drawn(gazetteer, number, random.Random(seed + home), home=home)
            kept.extend(
                {"zone": "region" if home else "france", "part": part, "made": "rules", "typed": typed, "insee": insee}
                for typed, insee in drawn
            )
    with SPELLINGS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["zone", "part", "made", "typed", "insee"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def spellings() -> list[dict[str, str]]:
    """Return the rows of spellings.csv: zone (region, france), part (dev, held), made (hand, rules), typed, insee."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measure(gazetteer: Gazetteer, rows: list[dict[str, str]]) -> tuple[float, float, int, list[tuple[float, float]]]:
    """Return the share found first, the share among three, wrong ones taken without asking, and milliseconds (elapsed, of processor)."""
    first = third = wrong = 0
    times: list[tuple[float, float]] = []
    for row in rows:
        start, busy = time.perf_counter(), time.process_time()
        found = search(gazetteer, row["typed"], 3)
        times.append(((time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000))
        codes = [match.insee for match in found]
        first += codes[:1] == [row["insee"]]
        third += row["insee"] in codes
        wrong += bool(found) and found[0].score >= CERTAIN and codes[0] != row["insee"]
    return first / len(rows), third / len(rows), wrong, times


def rows() -> list[tuple[str, str]]:
    """Return what was measured, line by line."""
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gazetteer = load_gazetteer(COMMUNES)
    table = [("load all of France", f"{(time.perf_counter() - start) * 1000:.0f} ms")]
    start = time.perf_counter()
    warm(gazetteer)
    table.append(("make the indexes (first search, or warm)", f"{(time.perf_counter() - start) * 1000:.0f} ms"))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    table.append(("memory, tables and indexes", f"{grown:.0f} MB"))
    every: list[tuple[float, float]] = []
    for zone in ("region", "france"):
        for part in ("dev", "held"):
            for made in ("hand", "rules"):
                chosen = [r for r in spellings() if (r["zone"], r["part"], r["made"]) == (zone, part, made)]
                if chosen:
                    first, third, wrong, times = measure(gazetteer, chosen)
                    every.extend(times)
                    said = f"first {first:6.1%}  among three {third:6.1%}  taken wrongly {wrong}  (n={len(chosen)})"
                    table.append((f"{zone} {part} {made}", said))
    for name, column in (("one search, elapsed", 0), ("one search, processor", 1)):
        spent = [pair[column] for pair in every]
        hundredths = statistics.quantiles(spent, n=100)
        table.append(
            (name, f"median {statistics.median(spent):.1f} ms  p99 {hundredths[98]:.1f} ms  max {max(spent):.1f} ms")
        )
    return table


def main() -> None:
    """Print the table."""
    print("places: misspelt communes")
    for name, value in rows():
        print(f"  {name:42} {value}")


if __name__ == "__main__":
    make() if "--make" in sys.argv else main()
