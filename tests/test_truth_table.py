"""Every domain × reason × treatment × age × status, and what it leads to: a jurist reviews the diff of truth_table.csv.

One line for each distinct result (kinds, the first three doors, the shortest limit) with the sets of facts that
lead to it; `n` says how many combinations those are. `make truth` draws it again.
"""

import csv
import io
from collections import defaultdict
from itertools import product

import pytest

from bot.core.facts import Facts
from bot.core.guide import Guide
from bot.core.orientation import SHOWN, limits, orient_first, situation
from bot.core.qualify import qualify
from tests.conftest import NOW, ROOT

pytestmark = pytest.mark.long

TABLE = ROOT / "tests" / "truth_table.csv"
COLUMNS = ("kind", "also", "doors", "limit", "n", "domains", "treatments", "reasons", "minor", "status")
NO_REASON = ("unknown", "undisclosed", "other", "none")
EMPLOYED = ("private", "public", "temp", None)
#: Valenciennes: where the pole is competent, so that it shows in the table.
PLACE = "59606"


def draw(guide: Guide) -> str:
    """Return the table as it reads now."""
    found: dict[tuple[str, str, str, str], list[Facts]] = defaultdict(list)
    knowledge = guide.knowledge
    for domain, treatment, reason, minor in product(
        knowledge.domains, knowledge.treatments, (*knowledge.criteria, *NO_REASON), (False, True)
    ):
        for status in EMPLOYED if domain == "employment" else (None,):
            named = reason not in NO_REASON
            facts = Facts(
                domain=domain, treatment=treatment, minor=minor, status=status, facts_insee=PLACE,
                criteria=(reason,) if named else (), reason="named" if named else reason,
            )  # fmt: skip
            outcome = qualify(guide.kind_rules, facts)
            known = situation(guide, facts, outcome)
            doors = orient_first(guide, known, NOW).shown
            assert 1 < len(doors) <= SHOWN, facts
            assert any(each.card and (each.card.phone or each.card.url) for each in doors), facts
            names = next((name for name, _limit in limits(guide, known)), "")
            found[outcome.kind, " ".join(outcome.also), " ".join(each.id for each in doors), names].append(facts)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result, all_facts in sorted(found.items()):
        sets = (
            {facts.domain for facts in all_facts},
            {facts.treatment for facts in all_facts},
            {facts.criteria[0] if facts.criteria else facts.reason for facts in all_facts},
            {"oui" if facts.minor else "non" for facts in all_facts},
            {facts.status or "-" for facts in all_facts},
        )
        writer.writerow([*result, len(all_facts), *(" ".join(sorted(map(str, each))) for each in sets)])
    return out.getvalue()


def test_the_truth_table_is_the_one_that_was_reviewed(guide: Guide, request: pytest.FixtureRequest) -> None:
    drawn = draw(guide)
    if request.config.getoption("--update"):
        TABLE.write_text(drawn, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == drawn
