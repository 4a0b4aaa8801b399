"""Check what is there to read: what explainers name must exist, and each page has a code of its own."""

from collections.abc import Iterator, Mapping

from bot.content.load import Content
from bot.content.problems import Problem, did_you_mean


def check_explainers(content: Content) -> Iterator[Problem]:
    """Return every problem of the explainers, of the codes of remedies, and of the lists that show them."""
    knowledge = content.knowledge
    named: Mapping[str, Mapping[str, object]] = {
        "delais": knowledge.limits, "contacts": knowledge.contacts, "voir": {**knowledge.remedies, **knowledge.explainers},
    }  # fmt: skip
    for ident, each in knowledge.explainers.items():
        for key, names in (("delais", each.limits), ("contacts", each.contacts), ("voir", each.see)):
            for name in names:
                if name not in named[key]:
                    where = ("reperes", ident, key)
                    yield content.problem(where, f"« {name} » n'existe pas", did_you_mean(name, named[key]))
    yield from _codes(content)
    yield from _lists(content)


def _codes(content: Content) -> Iterator[Problem]:
    """Ask that each page has a code that no other one has: buttons already sent carry it."""
    knowledge = content.knowledge
    seen: dict[str, str] = {}
    pages = [("reperes", name, each.code) for name, each in knowledge.explainers.items()]
    pages += [("demarches", name, each.code) for name, each in knowledge.remedies.items()]
    for section, name, code in pages:
        if code in seen:
            mend = "Choisissez un autre chiffre ou une autre lettre."
            yield content.problem((section, name, "code"), f"le code « {code} » sert déjà : {seen[code]}", mend)
        seen[code] = f"{section}.{name}"


def _lists(content: Content) -> Iterator[Problem]:
    """Refuse a list of a shelf that holds nothing: it is a dead end."""
    shelves = {each.shelf for each in content.knowledge.explainers.values()}
    for name, flow in content.flows.items():
        for step_id, step in flow.steps.items():
            shelf = getattr(step, "shelf", None)
            if getattr(step, "of", None) == "reperes" and shelf not in shelves:
                where = ("etapes", step_id, "rayon")
                yield content.flow_problem(
                    name, where, f"le rayon « {shelf} » n'a aucun repère", did_you_mean(shelf or "", shelves)
                )
