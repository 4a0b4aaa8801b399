"""The law's files, each by itself: complete, joined up, and without a verdict."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.content.source import read
from bot.core.facts import Condition
from bot.core.knowledge import Knowledge

ROOT = Path(__file__).parents[2]
FILES = (
    "criteres", "domaines", "traitements", "types", "demarches", "delais", "preuves", "exceptions", "urgences", "portes",
    "qualification", "orientation",
)  # fmt: skip


@pytest.fixture(scope="module")
def law() -> Knowledge:
    joined: dict[str, object] = {}
    for name in FILES:
        source = read(ROOT / "knowledge" / f"{name}.yaml", f"knowledge/{name}.yaml")
        joined |= source.value
    return Knowledge.model_validate(joined)


def test_every_criterion_domain_kind_and_door_of_the_law_is_there(law: Knowledge) -> None:
    assert (len(law.criteria), len(law.domains), len(law.kinds), len(law.treatments), len(law.urgencies)) == (
        31,
        15,
        22,
        22,
        8,  # the seven of the law, and the general page
    )
    assert sum(not door.only_known for door in law.doors.values()) == 49


def test_every_id_that_is_named_exists(law: Knowledge) -> None:
    assert {each.family for each in law.criteria.values()} == set(law.criterion_families)
    assert {each.family for each in law.domains.values()} == set(law.domain_families)
    assert {door.remedy for door in law.doors.values() if door.remedy} <= set(law.remedies)
    assert {rule.door for rule in law.door_rules} == set(law.doors), (
        "a door that no rule opens, or a rule without a door"
    )
    assert {kind for rule in law.kind_rules for kind in (rule.kind, *rule.also)} <= set(law.kinds)


def conditions(law: Knowledge) -> Iterator[tuple[str, Condition]]:
    for section in (law.limits, law.evidence, law.exemptions):
        for name, entry in section.items():
            yield name, entry.when
    yield from ((f"{rule.door} {rule.rank}", rule.when) for rule in law.door_rules)
    yield from ((f"{rule.kind} {rule.priority}", rule.when) for rule in law.kind_rules)


def test_every_value_of_every_condition_exists(law: Knowledge) -> None:
    known: Mapping[str, set[str]] = {
        "domaine": set(law.domains), "traitement": set(law.treatments), "critere": set(law.criteria), "type": set(law.kinds),
        "statut": {"private", "public", "temp", "school", "*"}, "mineur": {"oui", "non"},
        "motif": {"named", "unknown", "undisclosed", "other", "none"}, "indices": {"word", "comparison", "change", "feeling"},
        "qui": {"employer", "colleague", "landlord", "public_agent", "shop", "carer", "police", "neighbour", "family", "partner", "stranger", "several"},
        "quand": {"over_6_years", "3_to_6_years"}, "souhait": {"compensation", "complaint", "listened"}, "lieu": {"tribunal:valenciennes"},
    }  # fmt: skip
    for name, condition in conditions(law):
        for part in (condition.si, condition.sauf):
            for fact, wanted in part.items():
                assert set(wanted) <= known[fact], f"{name}: {fact}"


def test_priorities_of_the_qualification_are_all_different_and_the_last_rule_always_holds(law: Knowledge) -> None:
    priorities = [rule.priority for rule in law.kind_rules]
    assert len(set(priorities)) == len(priorities)
    last = min(law.kind_rules, key=lambda rule: rule.priority)
    assert (last.kind, last.priority, last.when) == ("unclear", 0, Condition())


def every_text(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from every_text(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from every_text(each)


FORBIDDEN = re.compile(
    r"c['’]est une discrimination|ce n['’]est pas une discrimination|vous êtes (une )?victime|vous allez gagner|illéga|"
    r"\bcoupable|\b\d+ critères|prud['’]hommes sont gratuits",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", FILES)
def test_no_text_pronounces_a_verdict_or_promises_anything(name: str) -> None:
    source = read(ROOT / "knowledge" / f"{name}.yaml", name)
    assert [text for text in every_text(source.value) if FORBIDDEN.search(text)] == []


def test_every_time_limit_says_in_general(law: Knowledge) -> None:
    assert [name for name, limit in law.limits.items() if "en général" not in limit.text.lower()] == []


def test_only_kinds_whose_reason_is_always_known_expect_it(law: Knowledge) -> None:
    expecting = {name for name, kind in law.kinds.items() if "raisons" in kind.wording.slots()}
    named = Condition.model_validate({"si": {"motif": "named"}})
    for rule in law.kind_rules:
        if {rule.kind, *rule.also} & expecting:
            wanted = rule.when.si
            assert wanted.get("motif") == named.si["motif"] or "critere" in wanted, rule.why


def test_the_doors_are_those_that_other_programs_rely_on(law: Knowledge) -> None:
    expected = (Path(__file__).parent / "doors.csv").read_text(encoding="utf-8")
    rows = {row["id"]: row for row in csv.DictReader(expected.splitlines())}
    everywhere = {name: door for name, door in law.doors.items() if not door.only_known}
    assert set(rows) == set(everywhere)
    for name, door in everywhere.items():
        assert (door.level, door.remedy or "") == (rows[name]["level"], rows[name]["remedy"])
