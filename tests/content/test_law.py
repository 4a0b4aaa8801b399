"""The law as written in knowledge/: complete, joined up, and leading everybody to somebody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from bot.content.gazetteer import load_gazetteer
from bot.content.load import load
from bot.core.facts import Condition, Facts, values
from bot.core.guide import MAIN, Guide, make_guide
from bot.core.knowledge import Knowledge, TimeLimit
from bot.core.orientation import Orientation, limits, orient, situation, to_keep
from bot.core.qualify import qualify
from bot.core.view import Outcome
from tests.content.vignettes import VALENCIENNES, VIGNETTES, Vignette

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
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
def guide() -> Guide:
    """Return all that the bot knows: the law with the contacts behind its doors and the communes."""
    content = load(ROOT / "flows", ROOT / "knowledge")
    gazetteer = load_gazetteer(ROOT / "knowledge" / "communes")
    return make_guide("fr", content.version, content.flows, content.knowledge, lambda: gazetteer)


@pytest.fixture(scope="module")
def guide_without_contacts(guide: Guide) -> Guide:
    """Return the same law with nobody behind its doors: what the doors say must be enough by itself."""
    knowledge = guide.knowledge.model_copy(update={"contacts": {}})
    return make_guide("fr", "test", {MAIN: guide.main.flow}, knowledge, guide.places)


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
