"""The law as written in knowledge/: complete, joined up, and leading everybody to somebody."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from bot.content.gazetteer import load_gazetteer
from bot.content.load import load
from bot.content.source import read
from bot.core.facts import Condition, Facts, values
from bot.core.guide import MAIN, Guide, make_guide
from bot.core.knowledge import Knowledge, TimeLimit
from bot.core.orientation import Orientation, limits, orient, situation, to_keep
from bot.core.qualify import qualify
from bot.core.understand import compile_lexicon
from bot.core.view import Outcome
from tests.content.vignettes import VALENCIENNES, VIGNETTES, Vignette

ROOT = Path(__file__).parents[2]
FILES = (
    "criteres", "domaines", "traitements", "types", "demarches", "delais", "preuves", "exceptions", "urgences", "portes",
    "qualification", "orientation",
)  # fmt: skip
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
LILLE = "59350"
SHOWN = 3

HATE = (
    "origin",
    "alleged_race",
    "ethnicity",
    "nationality",
    "religion",
    "sex",
    "sexual_orientation",
    "gender_identity",
    "disability",
)
FIRST_3928 = {
    "direct_discrimination", "indirect_discrimination", "discriminatory_harassment", "sexual_harassment", "sexist_conduct",
    "instruction_to_discriminate", "retaliation", "accommodation_refusal", "unclear",
}  # fmt: skip
#: What lets the 39 28 come second even beside one of its own kinds: the main kind has its own first door.
OTHER_FIRST = {"police_conduct", "violence", "hate_violence", "care_refusal", "online_hate"}
CRITERIA_TRIED: tuple[tuple[str, ...], ...] = (
    (), ("origin",), ("sex",), ("pregnancy",), ("disability",), ("health",), ("religion",), ("sexual_orientation",), ("age",),
    ("economic_vulnerability",), ("bank_domiciliation",), ("residence",), ("sexual_harassment_victim_or_witness",), ("union_activity",),
    ("surname", "origin"), ("loss_of_autonomy",),
)  # fmt: skip
CRITERIA_FEW = ((), ("origin",), ("sex",), ("disability",), ("bank_domiciliation",))
STATUS_ASKED = {"employment", "education"}
DOMAINS_FEW = (
    "employment",
    "private_housing",
    "education",
    "health",
    "public_service",
    "online",
    "neighbourhood_private",
)
STATUSES = (None, "private", "public", "temp", "school")
WHO = (None, "employer", "police", "carer", "family", "partner", "stranger", "neighbour")


@pytest.fixture(scope="module")
def law() -> Knowledge:
    joined: dict[str, object] = {}
    for name in FILES:
        source = read(ROOT / "knowledge" / f"{name}.yaml", f"knowledge/{name}.yaml")
        joined |= source.value
    return Knowledge.model_validate(joined)


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Return all that the bot knows: the law with the contacts behind its doors and the communes."""
    content = load(ROOT / "flows", ROOT / "knowledge")
    gazetteer = load_gazetteer(ROOT / "knowledge" / "communes")
    lexicon = compile_lexicon(content.knowledge.lexicon)
    return make_guide("fr", content.version, content.flows, content.knowledge, gazetteer, lexicon)


@pytest.fixture(scope="module")
def guide_without_contacts(guide: Guide) -> Guide:
    """Return the same law with nobody behind its doors: what the doors say must be enough by itself."""
    knowledge = guide.knowledge.model_copy(update={"contacts": {}})
    return make_guide("fr", "test", {MAIN: guide.main.flow}, knowledge, guide.gazetteer, guide.lexicon)


def opened(guide: Guide, facts: Facts, outcome: Outcome) -> tuple[Orientation, ...]:
    return orient(guide, situation(guide, facts, outcome), NOW)


def limits_of(guide: Guide, facts: Facts, outcome: Outcome) -> list[tuple[str, TimeLimit]]:
    return limits(guide, situation(guide, facts, outcome))


def doors(found: tuple[Orientation, ...], upto: int | None = None) -> list[str]:
    return [each.id for each in found[:upto]]


def is_support(each: Orientation) -> bool:
    return each.level == "support" or each.id == "point_justice"


def every_situation(law: Knowledge) -> Iterator[Facts]:
    for domain, treatment, criteria in product((*law.domains, None), law.treatments, CRITERIA_TRIED):
        statuses = STATUSES if domain in STATUS_ASKED else (None,)
        for status, reason in product(statuses, ("named",) if criteria else ("unknown", "none")):
            yield Facts(
                domain=domain, treatment=treatment, criteria=criteria, reason=reason, status=status, facts_insee=LILLE
            )


def other_situations(law: Knowledge) -> Iterator[Facts]:
    """Yield the same facts said by a minor, in Valenciennes, with a wish, or with another author."""
    wishes = ("understand", "compensation", "complaint", "listened")
    more = [(True, None, None)] + [(False, who, None) for who in WHO[1:]] + [(False, None, wish) for wish in wishes]
    for domain, treatment, criteria, (minor, who, wish) in product(DOMAINS_FEW, law.treatments, CRITERIA_FEW, more):
        for reason in ("named",) if criteria else ("unknown", "none"):
            yield Facts(
                domain=domain,
                treatment=treatment,
                criteria=criteria,
                reason=reason,
                minor=minor,
                who=who,
                wish=wish,
                facts_insee=VALENCIENNES,
            )


# — the files —


def test_every_criterion_domain_kind_and_door_of_the_law_is_there(law: Knowledge) -> None:
    assert (len(law.criteria), len(law.domains), len(law.kinds), len(law.treatments), len(law.urgencies)) == (
        31,
        15,
        22,
        22,
        7,
    )
    assert len(law.doors) == 49


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


# — the 40 vignettes —


@pytest.mark.parametrize("case", VIGNETTES, ids=lambda case: case.id)
def test_a_vignette_gets_its_kind_and_the_right_door_among_the_first_three(guide: Guide, case: Vignette) -> None:
    outcome = Outcome(case.kind) if case.kind.startswith("emergency_") else qualify(guide.kind_rules, case.facts)
    assert outcome.kind == case.kind
    found = doors(opened(guide, case.facts, outcome))
    assert case.door in found[:SHOWN], found[:6]
    assert not {outcome.kind, *outcome.also, *found} & set(case.must_not)


# — everybody is led to somebody —


def check_everybody_finds_help(guide: Guide, facts: Facts) -> None:
    outcome = qualify(guide.kind_rules, facts)
    types = {outcome.kind, *outcome.also}
    found = opened(guide, facts, outcome)
    ids, levels = doors(found), {each.level for each in found}
    where = f"{facts} → {outcome}: {ids[:6]}"
    assert outcome.kind in guide.knowledge.kinds, where
    assert "national" in levels, where
    assert "ddd_3928" in ids, where
    assert "point_justice" in ids, where
    assert any(is_support(each) for each in found[:SHOWN]), where
    if outcome.kind in FIRST_3928:
        assert (
            next(
                each
                for each in ids
                if not (facts.minor and each in {"119", "3018"})
                and not (facts.wish == "listened" and each == "france_victimes")
            )
            == "ddd_3928"
        ), where
    if "cidff" in ids:
        assert ids.index("ddd_3928") < ids.index("cidff"), where
    if facts.status == "public":
        assert not {"prudhommes", "inspection_travail"} & set(ids), where
    if outcome.kind == "police_conduct":
        assert "plainte" not in ids, where
        assert "ddd_saisine" in ids[:2], where
    if facts.minor and outcome.kind != "author_side":
        assert ids[0] in {"119", "3018"}, where
    if facts.criteria == ("bank_domiciliation",) and types <= FIRST_3928 | {"lawful_difference", "care_refusal"}:
        assert facts.treatment == "complaint_refused" or "procureur_letter" not in ids, where


def check_limits_and_evidence(guide: Guide, facts: Facts) -> None:
    outcome = qualify(guide.kind_rules, facts)
    accused = outcome.kind == "author_side"
    assert len(to_keep(guide, situation(guide, facts, outcome))) >= (1 if accused else SHOWN), f"{facts} → {outcome}"
    assert accused or limits_of(guide, facts, outcome), f"{facts} → {outcome}"


def test_every_domain_treatment_reason_and_status_leads_to_somebody_with_limits_and_three_things_to_keep(
    guide: Guide,
) -> None:
    for facts in every_situation(guide.knowledge):
        check_everybody_finds_help(guide, facts)
        check_limits_and_evidence(guide, facts)


def test_minors_other_authors_and_wishes_lead_to_somebody(guide: Guide) -> None:
    for facts in other_situations(guide.knowledge):
        check_everybody_finds_help(guide, facts)


@pytest.mark.parametrize("kind", ["emergency_danger", "emergency_suicide"])
def test_an_emergency_has_its_number_first_and_a_written_way_among_three(guide: Guide, kind: str) -> None:
    for minor in (False, True):
        ids = doors(opened(guide, Facts(minor=minor), Outcome(kind)))
        assert ids[0] in {"emergency_17", "3114"}
        assert "114" in ids[:SHOWN]
        assert "ddd_3928" in ids


# — the tie-breaks —


def kind_of(guide: Guide, **facts: object) -> tuple[str, tuple[str, ...]]:
    reason = {"reason": "named"} if facts.get("criteria") else {}
    outcome = qualify(guide.kind_rules, Facts(**{**reason, **facts}))  # type: ignore[arg-type]  # the names are Facts' own
    return outcome.kind, outcome.also


@pytest.mark.parametrize(
    ("letter", "facts", "kind"),
    [
        ("a", {"domain": "employment", "treatment": "repeated_remarks", "criteria": ("origin",)}, "discriminatory_harassment"),
        ("c", {"domain": "public_service", "treatment": "repeated_remarks", "criteria": ("origin",), "who": "public_agent"}, "discriminatory_harassment"),
        ("d", {"domain": "employment", "treatment": "refusal", "criteria": ("sex", "religion")}, "direct_discrimination"),
        ("e", {"domain": "neighbourhood_private", "treatment": "worse_treatment", "criteria": ("origin",)}, "other_dispute"),
        ("f", {"domain": "employment", "treatment": "no_adjustment", "criteria": ("disability",)}, "accommodation_refusal"),
        ("g", {"domain": "private_housing", "treatment": "lawful_motive", "criteria": ("origin",)}, "unclear"),
        ("h", {"domain": "health", "treatment": "refusal", "criteria": ("economic_vulnerability",)}, "care_refusal"),
        ("i", {"domain": "police_justice", "treatment": "single_insult", "criteria": ("origin",)}, "police_conduct"),
        ("j", {"domain": "education", "treatment": "general_rule", "criteria": ("religion",), "status": "public"}, "lawful_difference"),
    ],
)  # fmt: skip
def test_a_tie_between_kinds_is_broken_as_jurists_do(
    guide: Guide, letter: str, facts: dict[str, object], kind: str
) -> None:
    assert kind_of(guide, **facts)[0] == kind, letter


def test_a_racist_word_beside_a_refusal_adds_the_insult_and_its_short_limit(guide: Guide) -> None:
    facts = Facts(domain="employment", treatment="refusal", criteria=("origin",), reason="named", clues="word")
    outcome = qualify(guide.kind_rules, facts)
    assert outcome == Outcome("direct_discrimination", ("hate_insult",))
    assert limits_of(guide, facts, outcome)[0][1].days in {60, 90}


def test_an_insult_is_a_hate_insult_only_for_the_reasons_that_the_law_names(guide: Guide) -> None:
    for criterion in guide.knowledge.criteria:
        kind, _also = kind_of(guide, domain="neighbourhood_private", treatment="single_insult", criteria=(criterion,))
        assert kind == ("hate_insult" if criterion in HATE else "simple_insult"), criterion


# — the territory —


def test_the_pole_of_valenciennes_is_named_only_where_its_tribunal_is_competent(guide: Guide) -> None:
    for insee, named in ((VALENCIENNES, True), (LILLE, False), (None, False)):
        facts = Facts(
            domain="neighbourhood_private",
            treatment="single_insult",
            criteria=("origin",),
            reason="named",
            facts_insee=insee,
        )
        found = opened(guide, facts, qualify(guide.kind_rules, facts))
        letter = next(each for each in found if each.id == "procureur_letter")
        assert ("pôle anti-discrimination" in letter.why) is named


def test_a_door_without_a_contact_says_what_to_look_for(guide_without_contacts: Guide) -> None:
    guide = guide_without_contacts
    assert [name for name, door in guide.knowledge.doors.items() if not door.look_for] == []
    facts = Facts(domain="private_housing", treatment="refusal", criteria=("surname",), reason="named")
    for each in opened(guide, facts, qualify(guide.kind_rules, facts)):
        look_for = guide.knowledge.doors[each.id].look_for
        assert look_for
        assert each.why.endswith(look_for)
        assert each.why.startswith("parce qu")


@pytest.mark.parametrize(
    ("number", "exemption"),
    [
        ("D02", "occupational_requirement"),
        ("D26", "financial_capacity"),
        ("D36", "neutrality_public_agents"),
        ("D35", "reasonable_accommodation_limit"),
    ],
)
def test_a_difference_that_the_law_sometimes_allows_is_said(guide: Guide, number: str, exemption: str) -> None:
    case = next(each for each in VIGNETTES if each.id == number)
    outcome = qualify(guide.kind_rules, case.facts)
    known = situation(guide, case.facts, outcome)
    assert guide.knowledge.exemptions[exemption].when.holds(known)


def test_the_shortest_limit_comes_first_and_a_public_agent_sees_two_months(guide: Guide) -> None:
    facts = Facts(domain="employment", treatment="dismissal", criteria=("pregnancy",), reason="named", status="public")
    found = limits_of(guide, facts, qualify(guide.kind_rules, facts))
    assert found[0][0] == "decision_agent_public_2_mois"
    counted = [each.days for _name, each in found if each.days]
    assert counted == sorted(counted)


def test_facts_that_nobody_gave_fulfil_no_demand() -> None:
    assert not Condition.model_validate({"si": {"domaine": "employment"}}).holds(values(Facts()))


def test_the_doors_are_those_that_other_programs_rely_on(law: Knowledge) -> None:
    expected = (Path(__file__).parent / "doors.csv").read_text(encoding="utf-8")
    rows = {row["id"]: row for row in csv.DictReader(expected.splitlines())}
    assert set(rows) == set(law.doors)
    for name, door in law.doors.items():
        assert (door.level, door.remedy or "") == (rows[name]["level"], rows[name]["remedy"])
