"""Check the whole content: what each file cannot see alone. Everything at once, at file and line, in French."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.content.caution import check_caution
from bot.content.check_contacts import check_contacts
from bot.content.check_explainers import check_explainers
from bot.content.check_flow import check_flows
from bot.content.check_lexicon import check_lexicon
from bot.content.check_people import check_people
from bot.content.lint import lint
from bot.content.load import Content
from bot.content.problems import Problem, did_you_mean
from bot.core.facts import ANY, Condition
from bot.core.knowledge import Criterion, Domain, Kind, Treatment
from bot.core.letters import check_letters
from bot.core.pages import GENERAL, URGENCY_PAGES
from bot.core.places import Gazetteer
from bot.core.qualify import UNCLEAR

#: What has a name that people read.
Labelled = Domain | Treatment | Criterion | Kind

#: Values of facts that are not entries of the knowledge.
VALUES: Mapping[str, frozenset[str]] = {
    "role": frozenset({"self", "relative", "witness", "professional"}),
    "mineur": frozenset({"oui", "non"}),
    "statut": frozenset({"private", "public", "temp", "school"}),
    "motif": frozenset({"named", "unknown", "undisclosed", "other", "none"}),
    "indices": frozenset({"word", "comparison", "change", "feeling"}),
    "qui": frozenset({"employer", "colleague", "landlord", "public_agent", "shop", "carer", "police", "neighbour", "family", "partner", "stranger", "several"}),
    "quand": frozenset({"week", "under_2_months", "2_to_3_months", "3_to_12_months", "1_to_3_years", "3_to_6_years", "over_6_years", "unknown"}),
    "preuves": frozenset({"yes", "some", "no"}),
    "demarches": frozenset({"none", "written", "complaint", "court"}),
    "souhait": frozenset({"understand", "stop", "compensation", "complaint", "listened"}),
    "lieu_des_faits": frozenset({"none"}),
}  # fmt: skip


def check(content: Content, gazetteer: Gazetteer, today: date) -> list[Problem]:
    """Return every problem; the bot starts only where none is critical."""
    vocabulary = known_values(content, gazetteer)
    found = [
        *check_flows(content, vocabulary),
        *references(content),
        *_conditions(content, vocabulary),
        *_rules(content),
        *check_contacts(content, gazetteer, today),
        *(
            content.problem(fault.where, fault.what, fault.mend)
            for fault in check_letters(content.knowledge, vocabulary)
        ),
        *check_explainers(content),
        *check_lexicon(content),
        *check_caution(content),
        *check_people(content),
        *lint(content),
    ]
    return sorted(found)


def known_values(content: Content, gazetteer: Gazetteer) -> Mapping[str, frozenset[str]]:
    """Return, for each name that a condition may use, the values that exist."""
    knowledge = content.knowledge
    observed = knowledge.observed
    surveys = {
        dimension.fact: frozenset({raw for value in dimension.values.values() for raw in value.gathers})
        for dimension in (observed.dimensions.values() if observed else ())
        if dimension.fact
    }
    return {
        **VALUES,
        **surveys,
        "domaine": frozenset(knowledge.domains),
        "traitement": frozenset(knowledge.treatments),
        "critere": frozenset(knowledge.criteria),
        "type": frozenset(knowledge.kinds),
        "lieu": gazetteer.known_territories(),
    }


def references(content: Content) -> Iterator[Problem]:  # noqa: C901, PLR0912 - one loop a section reads better in one place
    """Every id that an entry names must exist."""
    knowledge = content.knowledge

    def missing(where: tuple[str | int, ...], name: str, among: Iterable[str], noun: str) -> Problem:
        labels = {key: entry.label for key, entry in knowledge.doors.items()} if among is knowledge.doors else None
        return content.problem(where, f"{noun} « {name} » n'existe pas", did_you_mean(name, among, labels))

    for ident, criterion in knowledge.criteria.items():
        if criterion.family not in knowledge.criterion_families:
            yield missing(("criteres", ident, "famille"), criterion.family, knowledge.criterion_families, "la famille")
    for ident, domain in knowledge.domains.items():
        if domain.family not in knowledge.domain_families:
            yield missing(("domaines", ident, "famille"), domain.family, knowledge.domain_families, "la famille")
    for number, rule in enumerate(knowledge.kind_rules):
        for kind in (rule.kind, *rule.also):
            if kind not in knowledge.kinds:
                yield missing(("qualification", number, "type"), kind, knowledge.kinds, "le type")
    for ident, door in knowledge.doors.items():
        if door.remedy and door.remedy not in knowledge.remedies:
            yield missing(("portes", ident, "demarche"), door.remedy, knowledge.remedies, "la démarche")
    for number, opening in enumerate(knowledge.door_rules):
        if opening.door not in knowledge.doors:
            yield missing(("orientation", number, "porte"), opening.door, knowledge.doors, "la porte")
    for needed in (GENERAL, *URGENCY_PAGES):
        if knowledge.contacts and needed not in knowledge.urgencies:
            yield content.problem(
                ("urgences", needed),
                f"il manque l'urgence « {needed} »",
                "Remettez cette fiche : le robot en a besoin.",
            )
    for ident, table in knowledge.observed.tables.items() if knowledge.observed else ():
        for flow in table.flows:
            if flow not in content.flows and content.flows:
                yield missing(("observatoire", "tables", ident, "flux"), flow, content.flows, "la conversation")
    for ident, urgency in knowledge.urgencies.items():
        for called in urgency.numbers:
            if called not in knowledge.contacts:
                yield missing(("urgences", ident, "contacts"), called, knowledge.contacts, "le contact")
    for ident, contact in knowledge.contacts.items():
        for door_id in contact.doors:
            if door_id not in knowledge.doors:
                yield missing(("contacts", ident, "pour"), door_id, knowledge.doors, "la porte")
        if contact.repli and contact.repli not in knowledge.contacts:
            yield missing(("contacts", ident, "repli"), contact.repli, knowledge.contacts, "le contact")


def _conditions(content: Content, vocabulary: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Every name and every value in a condition must exist; kinds and territories are known after the qualification only."""
    knowledge = content.knowledge
    for number, rule in enumerate(knowledge.kind_rules):
        yield from _condition(
            content, ("qualification", number, "quand"), rule.when, vocabulary, without={"type", "lieu"}
        )
    for number, opening in enumerate(knowledge.door_rules):
        yield from _condition(content, ("orientation", number, "quand"), opening.when, vocabulary)
    sections: Mapping[str, Mapping[str, object]] = {
        "delais": knowledge.limits, "preuves": knowledge.evidence, "exceptions": knowledge.exemptions, "contacts": knowledge.contacts,
    }  # fmt: skip
    for section, entries in sections.items():
        for ident, entry in entries.items():
            yield from _condition(content, (section, ident, "quand"), entry.when, vocabulary)  # type: ignore[attr-defined]


def _condition(
    content: Content, where: tuple[str | int, ...], condition: Condition, vocabulary: Mapping[str, frozenset[str]],
    without: Iterable[str] = (),
) -> Iterator[Problem]:  # fmt: skip
    names = [name for name in vocabulary if name not in without]
    for part in ("si", "sauf"):
        for name, wanted in getattr(condition, part).items():
            if name not in names:
                yield content.problem(
                    (*where, part, name), f"le fait « {name} » n'existe pas ici", did_you_mean(name, names)
                )
                continue
            for value in wanted:
                if wanted != ANY and value not in vocabulary[name]:
                    yield content.problem(
                        (*where, part, name),
                        f"« {value} » n'est pas une valeur de « {name} »",
                        did_you_mean(value, vocabulary[name], _labels(content, name)),
                    )


def _labels(content: Content, name: str) -> Mapping[str, str]:
    """Return what people call the values of a fact."""
    knowledge = content.knowledge
    entries: Mapping[str, Mapping[str, Labelled]] = {
        "domaine": knowledge.domains, "traitement": knowledge.treatments, "critere": knowledge.criteria,
        "type": knowledge.kinds,
    }  # fmt: skip
    return {key: entry.label for key, entry in entries.get(name, {}).items()}


def _rules(content: Content) -> Iterator[Problem]:
    """Yield what is wrong in the qualification: nothing covers the rest, or two rules of one priority differ."""
    rules = list(enumerate(content.knowledge.kind_rules))
    if content.knowledge.kinds and not any(
        rule.kind == UNCLEAR and rule.when == Condition() for _number, rule in rules
    ):
        yield content.problem(
            ("qualification", 0),
            "aucune règle ne répond quand les autres ne conviennent pas",
            f"Ajoutez une règle « type: {UNCLEAR} », priorité 0, sans « quand ».",
        )
    for first, one in rules:
        for second, other in rules[first + 1 :]:
            if (
                one.priority == other.priority
                and (one.kind, one.also) != (other.kind, other.also)
                and _meet(one.when, other.when)
            ):
                yield content.problem(
                    ("qualification", second, "priorite"),
                    f"cette règle et la règle n° {first + 1} ont la même priorité et peuvent répondre différemment",
                    "Donnez-leur deux priorités différentes.",
                )


def _meet(one: Condition, other: Condition) -> bool:
    """Say whether some facts could fulfil both conditions; each fact but the reasons has one value at a time."""
    for name, wanted in one.si.items():
        same = other.si.get(name)
        if (
            same
            and ANY not in (wanted, same)
            and name not in {"critere", "type", "lieu"}
            and not set(wanted) & set(same)
        ):
            return False
    return not (_forbids(one, other) or _forbids(other, one))


def _forbids(one: Condition, other: Condition) -> bool:
    return any(
        name in other.si and (refused == ANY or set(other.si[name]) <= set(refused))
        for name, refused in one.sauf.items()
    )
