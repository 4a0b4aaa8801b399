"""Counts made from conversations that were never held: consistent between tables, as the real ones are."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.observatory.cell import Cell
from bot.observatory.layout import Layout
from bot.observatory.margins import ASKED_OF
from bot.observatory.tables import ELSEWHERE, UNKNOWN

#: The share of conversations that are follow-ups; of those who are asked what came of it, the share that says it.
FOLLOWED, STAYED = 0.05, 0.9
#: What people read without telling anything, from nowhere in particular, and how many of them for each conversation.
READ, READING = ("comprendre", "idees_recues", "territoire"), 0.3
#: The share of professionals who ask for somebody, whose domain counts apart.
ACCOMPANIED, APART, EVERYBODY = (
    0.05,
    "accompanied_domain",
    {"conversations_channel", "conversations_language", "dropoff"},
)


def fabricate(layout: Layout, quarters: Sequence[str], conversations: int, seed: int, epcis: int = 30) -> Counter[Cell]:
    """Return the counts of so many conversations a quarter; `epcis` territories get nearly all of them, very unequally."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible draw, nothing secret
    busy = (
        list(layout.crossed)
        + [each for each in layout.epcis if each not in layout.crossed][: epcis - len(layout.crossed)]
    )
    places = [*busy, ELSEWHERE, UNKNOWN]
    weights = [30.0, 18.0, *(8 / (rank + 1) for rank in range(len(busy) - 2)), 3.0, 20.0]
    tables = {table.id: table for table in layout.tables}
    likely = {
        table.id: [[1 / (rank + 1) ** 1.1 for rank in range(len(values))] for values in table.values]
        for table in layout.tables
    }
    counts: Counter[Cell] = Counter()
    for quarter in quarters:
        for _ in range(conversations):
            place = chance.choices(places, weights)[0]
            said = {
                table.dimensions[0]: chance.choices(list(table.values[0]), likely[table.id][0])[0]
                for table in tables.values()
                if not table.yearly
            }
            if chance.random() < FOLLOWED:  # a conversation of its own, which counts nowhere else
                went_on = said["followup"] in ASKED_OF["came_of_it"][1] and chance.random() < STAYED
                asked = ["followup", "came_of_it"][: 1 + went_on]
                _add(counts, {name: said[name] for name in asked}, quarter, place, layout)
                continue
            if chance.random() < ACCOMPANIED:
                asked = ["language", "dropoff", "domain"]
                _add(
                    counts, {name: said[name] for name in asked} | {"channel": "accompagnement"}, quarter, place, layout
                )
                continue
            depth = chance.choices((1, 2, 3, 4), (15, 10, 15, 60))[0]
            known = ["channel", "language", "dropoff"]
            known += ["treatment"] * (depth > 1) + ["domain", "criterion"] * (depth > 2)
            if depth > 3:
                known += ["kind", "orientation"]
                known += [
                    name
                    for name, share in (("evidence", 0.4), ("steps_taken", 0.3), ("usefulness", 0.2))
                    if chance.random() < share
                ]
                known += ["care_motive"] * (said["kind"] == "care_refusal")
            _add(counts, {name: said[name] for name in known}, quarter, place, layout)
    for quarter in quarters:
        for subject in chance.choices(READ, (5, 3, 1), k=int(conversations * READING)):
            _add(counts, {"reading": subject}, quarter, UNKNOWN, layout)
    return counts


def _add(
    counts: Counter[Cell],
    said: Mapping[str, str],
    quarter: str,
    place: str,
    layout: Layout,
) -> None:
    apart = said.get("channel") == "accompagnement"
    for table in layout.tables:
        if table.id not in EVERYBODY and apart != (table.id == APART):
            continue
        if all(dimension in said for dimension in table.dimensions):
            values = tuple(sorted((dimension, said[dimension]) for dimension in table.dimensions))
            if not table.yearly:
                counts[Cell(table.id, quarter, place, values)] += 1
            elif place.startswith("epci:"):
                for here in {layout.region, *({place} & set(layout.crossed))}:
                    counts[Cell(table.id, quarter[:4], here, values)] += 1
