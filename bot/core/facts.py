"""What the answers say: a small typed set that every rule reads, whatever the order of the questions."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict

#: The name that rules in YAML give to a fact, and the fact's own.
FACT_NAMES: Mapping[str, str] = {
    "role": "role",
    "mineur": "minor",
    "domaine": "domain",
    "statut": "status",
    "traitement": "treatment",
    "critere": "criteria",
    "motif": "reason",
    "indices": "clues",
    "qui": "who",
    "quand": "when",
    "preuves": "evidence",
    "demarches": "steps_taken",
    "souhait": "wish",
    "lieu_des_faits": "facts_insee",
    "domicile": "home_insee",
}


class Facts(NamedTuple):
    """The situation as far as it is known; None or empty where nobody has said anything yet.

    `reason` says what became of the question about the reason: "named" (then `criteria` holds one or more), "unknown",
    "undisclosed", "other" or "none"; `facts_insee` is the commune of the facts, or "none" for facts without a place.
    `survey` holds what only the observatory asks, by the name of each fact (`fait` in observatoire.yaml): no rule reads it.
    """

    role: str = "self"
    minor: bool = False
    domain: str | None = None
    status: str | None = None
    treatment: str | None = None
    criteria: tuple[str, ...] = ()
    reason: str | None = None
    clues: str | None = None
    who: str | None = None
    when: str | None = None
    evidence: str | None = None
    steps_taken: str | None = None
    facts_insee: str | None = None
    home_insee: str | None = None
    wish: str | None = None
    survey: tuple[tuple[str, str], ...] = ()


#: What a condition reads: for each name of a fact, the values that hold; "type" carries the kinds, "lieu" the territories.
Values = Mapping[str, frozenset[str]]


def values(facts: Facts, **more: frozenset[str]) -> Values:
    """Return the facts as named sets of values, so that every condition is a question of membership."""
    known: dict[str, frozenset[str]] = {}
    for name, attribute in FACT_NAMES.items():
        value = getattr(facts, attribute)
        if value is None:
            continue
        if value.__class__ is str:
            known[name] = frozenset((value,))
        elif value.__class__ is tuple:
            known[name] = frozenset(value)
        else:
            known[name] = _YES if value else _NO
    known.update(more)
    return known


_YES, _NO = frozenset({"oui"}), frozenset({"non"})


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


OneOrMany = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


#: In a condition: the fact is known, whatever it is.
ANY = ("*",)


class Condition(BaseModel):
    """When a rule applies: every name of `si` has one of its values, no name of `sauf` has any of its values.

    The value "*" stands for any value at all.

    The grammar is closed on purpose: a conjunction of memberships is something that a jurist can read and that the
    checker can enumerate. What needs an "or" between facts is two rules.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    si: Mapping[str, OneOrMany] = {}
    sauf: Mapping[str, OneOrMany] = {}

    def holds(self, known: Values) -> bool:
        """Say whether the facts fulfil the condition; a fact that is not known fulfils no demand and breaks no exception."""
        return all(_meets(known.get(name), wanted) for name, wanted in self.si.items()) and not any(
            _meets(known.get(name), refused) for name, refused in self.sauf.items()
        )


def _meets(have: frozenset[str] | None, wanted: tuple[str, ...]) -> bool:
    return have is not None and (wanted == ANY or not have.isdisjoint(wanted))
