"""The very screen that a resident gets for given facts: what a partner looks at after changing a contact."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.content.check import VALUES
from bot.content.problems import did_you_mean
from bot.core.facts import Facts, values
from bot.core.flow import Result
from bot.core.guide import Guide
from bot.core.orientation import orient, situation
from bot.core.path import Address
from bot.core.places import Gazetteer
from bot.core.result import drawings, result_screen
from bot.core.view import Outcome, Screen
from bot.core.visit import visit

NOWHERE = "none"


class UnknownIdError(LookupError):
    """A fact that does not exist; the message names the nearest one."""


def preview(guide: Guide, facts: Facts, outcome: Outcome, now: datetime) -> Screen:
    """Return the result screen for these facts, drawn by what draws it for residents."""
    here = visit(guide, Address())
    end = next(name for name, step in here.tree.flow.steps.items() if isinstance(step, Result))
    there = here.position._replace(step=end, facts=facts, bits=guide.alphabet.bits(values(facts)))
    return result_screen(here._replace(position=there), outcome, now)


def everybody(guide: Guide, facts: Facts, outcome: Outcome, now: datetime) -> str:
    """Return every orientation in order, each as the screens draw it: also those behind « Voir d'autres contacts »."""
    here = visit(guide, Address())
    there = here._replace(position=here.position._replace(facts=facts))
    return "\n\n".join(drawings(there, orient(guide, situation(guide, facts, outcome), now), now))


def shown_for(gazetteer: Gazetteer, insee: str | None) -> str:
    """Say for which commune the screen is drawn, and which ones were meant where the code is also a postal code."""
    commune = gazetteer.commune(insee) if insee else None
    if commune is None or insee is None:
        return "Écran montré sans commune."
    said = f"Écran montré pour {commune.name} ({commune.insee})."
    meant = [each for each in gazetteer.by_postcode(insee) if each != insee]
    if insee in gazetteer.by_postcode(insee) or not meant:
        return said
    largest = sorted(meant, key=lambda each: -gazetteer.communes[each].population)[:3]
    names = ", ".join(f"{gazetteer.communes[each].name} → --insee {each}" for each in largest)
    return f"{said} {insee} est aussi un code postal : {names}."


def situation_of(guide: Guide, given: Mapping[str, object]) -> tuple[Facts, Outcome]:
    """Return the facts and the kinds that the options of `relais preview` name; raises UnknownIdError with a sentence."""
    knowledge = guide.knowledge
    kinds, criteria = _texts(given.get("kind")), _texts(given.get("criterion"))
    _known("le type", kinds, knowledge.kinds, {name: kind.label for name, kind in knowledge.kinds.items()})
    _known("le critère", criteria, knowledge.criteria, {name: one.label for name, one in knowledge.criteria.items()})
    domain, treatment = _text(given, "domain"), _text(given, "treatment")
    _known(
        "le domaine", _texts(domain), knowledge.domains, {name: one.label for name, one in knowledge.domains.items()}
    )
    _known("le traitement", _texts(treatment), knowledge.treatments)
    for name, french in (("status", "statut"), ("who", "qui"), ("when", "quand")):
        _known(f"« {french} » :", _texts(given.get(name)), VALUES[french])
    facts = Facts(
        role=_text(given, "role") or "self", minor=bool(given.get("minor")), domain=domain,
        status=_text(given, "status"), treatment=treatment, criteria=tuple(sorted(criteria)),
        reason="named" if criteria else None, who=_text(given, "who"), when=_text(given, "when"),
        facts_insee=_place(guide, given, "insee"), home_insee=_place(guide, given, "home"),
    )  # fmt: skip
    return facts, Outcome(kinds[0], kinds[1:])


def _text(given: Mapping[str, object], name: str) -> str | None:
    value = given.get(name)
    return str(value) if value else None


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, value)) if isinstance(value, Iterable) else ()


def _place(guide: Guide, given: Mapping[str, object], name: str) -> str | None:
    code = _text(given, name)
    if code is None or code.lower() == NOWHERE:
        return NOWHERE if code and name == "insee" else None
    if not guide.place_exists(code.upper()):
        message = f"Aucune commune n'a le code « {code} ». Pour trouver un code : relais place « nom de la commune »."
        raise UnknownIdError(message)
    return code.upper()


def _known(noun: str, wanted: Iterable[str], among: Iterable[str], labels: Mapping[str, str] | None = None) -> None:
    for name in wanted:
        if name not in among:
            message = f"{noun} « {name} » n'existe pas. {did_you_mean(name, among, labels)}"
            raise UnknownIdError(message)
