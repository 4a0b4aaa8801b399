"""The 40 development vignettes as facts, written by hand: the kind that must come first, and a door that must be shown."""

from dataclasses import dataclass

from bot.core.facts import Facts


@dataclass(frozen=True, slots=True)
class Vignette:
    """What a person's taps would say of a vignette, and what must come out; a door of `primary_orientation`."""

    id: str
    facts: Facts
    kind: str
    door: str = "ddd_3928"
    must_not: tuple[str, ...] = ()


def facts(domain: str, treatment: str, criteria: str = "", *, minor: bool = False, **more: str) -> Facts:
    """Return the facts of a vignette: reasons separated by blanks, or none that the law names."""
    named = tuple(criteria.split())
    known = Facts(domain=domain, treatment=treatment, criteria=named, reason="named" if named else "none", minor=minor)
    return known._replace(**more)  # type: ignore[arg-type]  # the other facts are all text


VALENCIENNES = "59606"
NO_AFFIRMATION = ("direct_discrimination",)

VIGNETTES = (
    Vignette("D01", facts("employment", "refusal", "surname origin", status="temp"), "direct_discrimination"),
    Vignette("D02", facts("employment", "refusal", "nationality origin", status="private"), "direct_discrimination"),
    Vignette(
        "D03",
        facts("employment", "repeated_remarks", "origin alleged_race", status="private"),
        "discriminatory_harassment",
    ),
    Vignette("D04", facts("employment", "dismissal", "alleged_race origin", status="private"), "direct_discrimination"),
    Vignette("D05", facts("employment", "refusal", "pregnancy sex", status="public"), "direct_discrimination"),
    Vignette("D06", facts("goods_services", "refusal", "nationality"), "direct_discrimination"),
    Vignette(
        "D07", facts("education", "refusal", "origin ethnicity residence"), "direct_discrimination", "ddd_saisine"
    ),
    Vignette("D08", facts("employment", "no_adjustment", "disability", status="public"), "accommodation_refusal"),
    Vignette("D09", facts("police_justice", "police_behaviour"), "police_conduct", "ddd_saisine", ("plainte",)),
    Vignette("D10", facts("goods_services", "refusal", "religion"), "direct_discrimination"),
    Vignette("D11", facts("health", "care_refusal", "health"), "care_refusal", "cpam_ordre"),
    Vignette("D12", facts("goods_services", "refusal", "disability"), "direct_discrimination"),
    Vignette("D13", facts("goods_services", "refusal", "disability", role="witness"), "direct_discrimination"),
    Vignette("D14", facts("training", "refusal", "religion", status="private"), "direct_discrimination"),
    Vignette("D15", facts("goods_services", "worse_treatment", "age", role="relative"), "direct_discrimination"),
    Vignette("D16", facts("goods_services", "refusal", "gender_identity sex"), "direct_discrimination"),
    Vignette("D17", facts("goods_services", "refusal", "age"), "direct_discrimination"),
    Vignette(
        "D18",
        facts("employment", "reprisal", "sexual_harassment_victim_or_witness sex", status="private"),
        "retaliation",
    ),
    Vignette(
        "D19", facts("public_service", "worse_treatment", "ethnicity residence"), "direct_discrimination", "ddd_saisine"
    ),
    Vignette("D20", facts("private_housing", "refusal", "family_situation"), "direct_discrimination"),
    Vignette(
        "D21",
        facts("employment", "worse_treatment", "origin surname religion", status="private"),
        "direct_discrimination",
    ),
    Vignette(
        "D22", facts("health", "care_refusal", "economic_vulnerability", role="relative"), "care_refusal", "cpam_ordre"
    ),
    Vignette(
        "D23", facts("employment", "sexual_remarks", "sex", status="private", who="employer"), "sexual_harassment"
    ),
    Vignette("D24", facts("employment", "repeated_remarks", "appearance"), "emergency_suicide", "3114"),
    Vignette(
        "D25",
        facts("neighbourhood_private", "dispute", who="neighbour"),
        "other_dispute",
        "conciliateur",
        NO_AFFIRMATION,
    ),
    Vignette("D26", facts("goods_services", "lawful_motive"), "lawful_difference", "mediateur_banque", NO_AFFIRMATION),
    Vignette("D27", facts("online", "threats", "alleged_race sex", who="stranger"), "online_hate", "pharos"),
    Vignette(
        "D28",
        facts("education", "repeated_remarks", "sexual_orientation", minor=True),
        "discriminatory_harassment",
        "3018",
    ),
    Vignette(
        "D29",
        facts("public_service", "refusal", "origin nationality", facts_insee=VALENCIENNES),
        "direct_discrimination",
        "ddd_saisine",
    ),
    Vignette(
        "D30",
        facts("employment", "instruction", "alleged_race origin", status="private"),
        "instruction_to_discriminate",
    ),
    Vignette("D31", facts("neighbourhood_private", "violence", "religion", who="stranger"), "hate_violence", "plainte"),
    Vignette(
        "D32",
        facts("neighbourhood_private", "repeated_remarks", "origin", who="family"),
        "hate_insult",
        "france_victimes",
        NO_AFFIRMATION,
    ),
    Vignette("D33", facts("neighbourhood_private", "violence", who="partner"), "emergency_danger", "emergency_17"),
    Vignette(
        "D34", facts("public_service", "slow_or_wrong_file"), "public_service_issue", "ddd_delegate", NO_AFFIRMATION
    ),
    Vignette("D35", facts("employment", "no_adjustment", "disability", status="private"), "accommodation_refusal"),
    Vignette(
        "D36",
        facts("employment", "general_rule", "religion", status="public"),
        "lawful_difference",
        "ddd_3928",
        NO_AFFIRMATION,
    ),
    Vignette("D37", facts("employment", "reprisal", "residence", status="private"), "retaliation"),
    Vignette("D38", facts("public_service", "refusal", "language origin"), "direct_discrimination"),
    Vignette("D39", facts("goods_services", "dispute"), "other_dispute", "signalconso", NO_AFFIRMATION),
    Vignette(
        "D40",
        facts("internship_school", "dismissal", "residence origin", minor=True, facts_insee=VALENCIENNES),
        "direct_discrimination",
    ),
)
