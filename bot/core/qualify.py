"""Facts → what they may correspond to, and what is still missing. Never a verdict.

The rules stand in knowledge/qualification.yaml, where a jurist reads them; this module only asks which one holds.
"""

from typing import Literal, NamedTuple

from bot.core.facts import Facts, values
from bot.core.knowledge import KindRule, Knowledge
from bot.core.rules import Rulebook
from bot.core.view import Outcome

#: The kind of a situation that no rule covers; the checker refuses rules without it.
UNCLEAR = "unclear"

State = Literal["said", "to_check", "missing"]


class Element(NamedTuple):
    """One of the three elements of the law, and how far the answers establish it."""

    id: Literal["treatment", "reason", "domain"]
    state: State
    label: str


def qualify(rules: Rulebook[KindRule], facts: Facts) -> Outcome:
    """Return the kind of the first rule that holds, in order of priority (highest first)."""
    return outcome_of(rules.holding(values(facts)))


def outcome_of(rules: tuple[KindRule, ...]) -> Outcome:
    """Return what the first of the rules that hold concludes, or the kind of what no rule covers."""
    return Outcome(rules[0].kind, rules[0].also) if rules else Outcome(UNCLEAR)


def elements(knowledge: Knowledge, facts: Facts, reasons: str) -> tuple[Element, Element, Element]:
    """Return the three elements: an unfavourable treatment, a reason that the law names (see `because`), a domain that it covers."""
    treatment = knowledge.treatments.get(facts.treatment or "")
    domain = knowledge.domains.get(facts.domain or "")
    return (
        Element(
            "treatment",
            _state(treatment is not None, sure=bool(treatment and treatment.unfavourable)),
            treatment.label if treatment else "",
        ),
        Element("reason", _reason(facts), reasons),
        Element(
            "domain", _state(domain is not None, sure=bool(domain and domain.covered)), domain.label if domain else ""
        ),
    )


def because(knowledge: Knowledge, facts: Facts) -> str:
    """Return the reasons as they read after « à cause de »: « votre origine, votre nom et votre religion »."""
    if not facts.criteria:
        return ""
    reasons: list[str] = [knowledge.criteria[name].because for name in facts.criteria if name in knowledge.criteria]
    *others, last = reasons or [""]
    return knowledge.phrases["et"].fill(debut=", ".join(others), fin=last) if others else last


def _state(known: bool, *, sure: bool) -> State:  # noqa: FBT001 - reads as a sentence: known, and sure or not
    if not known:
        return "missing"
    return "said" if sure else "to_check"


def _reason(facts: Facts) -> State:
    if facts.reason == "named":
        return "said"
    return "missing" if facts.reason in {None, "none", "undisclosed"} else "to_check"
