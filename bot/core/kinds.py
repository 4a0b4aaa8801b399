"""What the words may correspond to: treatments, domains and reasons weighed together by the lexicon's `types`."""

from collections.abc import Mapping

from bot.core.lexicon import KindCase
from bot.core.urgency import Alarm

KindRules = Mapping[str, tuple[KindCase, ...]]
#: A kind that nothing excludes: always there at the end of the list, never before a real clue.
UNCLEAR = "unclear"
UNCLEAR_SCORE = 0.3
EMERGENCIES = {"suicide": "emergency_suicide", "shelter": None}


def score_kinds(  # noqa: PLR0913, PLR0917 (each thing that was understood, by its name)
    rules: KindRules,
    treatments: Mapping[str, float],
    domains: Mapping[str, float],
    criteria: Mapping[str, float],
    named: Mapping[str, float],
    alarm: Alarm | None,
) -> dict[str, float]:
    """Return a score for each kind: its best case, raised by the words that name it."""
    scores = {UNCLEAR: UNCLEAR_SCORE}
    for kind, cases in rules.items():
        best = max((_case(case, treatments, domains, criteria) for case in cases), default=0.0)
        score = 1 - (1 - best) * (1 - named.get(kind, 0))
        if score > 0:
            scores[kind] = max(scores.get(kind, 0), round(score, 3))
    if alarm:
        emergency = EMERGENCIES.get(alarm.id, "emergency_danger")
        if emergency:
            scores[emergency] = 1.0 if alarm.strength == "interrupt" else max(scores.get(emergency, 0), 0.4)
    return scores


def _case(
    case: KindCase, treatments: Mapping[str, float], domains: Mapping[str, float], criteria: Mapping[str, float]
) -> float:
    score = case.weight
    if case.treatments:
        score *= max((treatments.get(name, 0) for name in case.treatments), default=0)
    if case.domains:
        score *= max((domains.get(name, 0) for name in case.domains), default=0)
    if case.not_domains:
        score *= 1 - max((domains.get(name, 0) for name in case.not_domains), default=0)
    if "oui" in case.criteria:
        score *= max(criteria.values(), default=0)
    elif "non" in case.criteria:
        score *= 1 - max(criteria.values(), default=0)
    elif case.criteria:
        score *= max((criteria.get(name, 0) for name in case.criteria), default=0)
    return score
