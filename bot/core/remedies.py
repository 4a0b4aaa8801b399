"""The ways to act, explained: for whom, at what cost, before when, what to join, with what effect, and what they don't do."""

from collections.abc import Callable, Iterable
from functools import reduce

from bot.core.citation import spelled_out
from bot.core.knowledge import Criterion, Domain
from bot.core.orientation import Orientation
from bot.core.text import Text
from bot.core.visit import Visit, phrase

#: How many ways a page lists: as many as one digit can name.
LISTED = 8


def remedy_list(here: Visit, orientations: Iterable[Orientation]) -> list[str]:
    """Return the ids of the remedies that the orientations open, in their order."""
    known = here.guide.knowledge.remedies
    names = dict.fromkeys(each.remedy for each in orientations if each.remedy in known)
    return [name for name in names if name][:LISTED]


def remedy_text(here: Visit, name: str) -> str:
    """Return the page of a remedy; where the sources say nothing of cost, limit or effect, it says so, once, after the rest."""
    remedy = here.guide.knowledge.remedies[name]
    parts = [f"**{remedy.label}**"]
    asked = {"pour_qui": remedy.who, "cout": remedy.cost, "delai": remedy.limit, "effet": remedy.effect}
    parts += [phrase(here, f"demarche_{label}").fill(valeur=value) for label, value in asked.items() if value]
    if remedy.how:
        parts.append(phrase(here, "demarche_comment").fill(valeur=remedy.how))
    if remedy.does_not:
        parts.append(phrase(here, "demarche_ne_fait_pas").fill(valeur=remedy.does_not))
    if remedy.join:
        parts.append("\n".join([phrase(here, "demarche_a_joindre"), *(f"• {item}" for item in remedy.join)]))
    unknown = [phrase(here, f"demarche_{label}").fill(valeur="").strip() for label, value in asked.items() if not value]
    if unknown:
        parts.append(" ".join([*unknown, phrase(here, "demarche_inconnu")]))
    parts.append(phrase(here, "a_verifier_page" if remedy.trust != "verified" else "demarche_source"))
    return "\n\n".join(parts)


def law(here: Visit) -> list[str]:
    """Return the texts behind the answers, as references; a fact from memory says that it is to be verified."""
    knowledge, facts = here.guide.knowledge, here.facts
    lines = []
    named: list[tuple[Text, Criterion | Domain]] = []
    known = (knowledge.criteria.get(name) for name in facts.criteria)
    named += [(criterion.label, criterion) for criterion in known if criterion]
    if domain := knowledge.domains.get(facts.domain or ""):
        named.append((domain.label, domain))
    for label, entry in named:
        if entry.law:
            doubt = f" {phrase(here, 'a_verifier')}" if entry.trust != "verified" else ""
            texts = reduce(_beside(here), (spelled_out(knowledge, text) for text in entry.law))
            lines.append(phrase(here, "texte_de_loi").fill(nom=label, textes=texts) + doubt)
    return ["\n".join([phrase(here, "textes_de_loi"), *lines])] if lines else []


def _beside(here: Visit) -> Callable[[str, str], str]:
    between = phrase(here, "textes_de_loi_suivants")
    return lambda a, b: between.fill(a=a, b=b)
