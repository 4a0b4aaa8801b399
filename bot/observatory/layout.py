"""What a release holds, whatever was counted: its tables, their values, the territories, and how each is called.

The list of territories and values never depends on the counts: an EPCI where nothing happened looks like any other.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.guide import Guide
from bot.core.observed import Observed, Protection, Section
from bot.observatory.tables import ELSEWHERE, SERIES, UNKNOWN, VERSION

#: The order of a section's values is the order in which people wrote them.
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """One table of a release. `values` holds, for each dimension in order, its ids with their French names."""

    id: str
    title: str
    dimensions: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[Values, ...]
    sensitive: bool
    protection: Protection
    yearly: bool
    series: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that stands before the counts. Territories are `epci:<siren>`, `region:32`, `elsewhere`, `unknown`."""

    tables: tuple[Planned, ...]
    epcis: tuple[str, ...]
    region: str
    crossed: tuple[str, ...]
    names: Mapping[str, str]

    def of(self, *, yearly: bool) -> tuple[Planned, ...]:
        """Return the tables of a year, or of a quarter."""
        return tuple(table for table in self.tables if table.yearly == yearly)

    def territories(self, *, yearly: bool) -> tuple[str, ...]:
        """Return where a table is published: crossed ones for the région and its agglomerations only."""
        return (self.region, *self.crossed) if yearly else (self.region, *self.epcis, ELSEWHERE, UNKNOWN)


def layout(guide: Guide, *, school: bool = False) -> Layout:
    """Read what a release holds from checked content; raise ValueError where nothing is observed.

    `school`: what the release of a school year holds, which shares no table and no sum with quarters and years.
    """
    observed = guide.knowledge.observed
    if observed is None:
        message = "knowledge/observatoire.yaml manque : rien n'est compté, rien ne peut être publié."
        raise ValueError(message)
    departments = frozenset(observed.region.departments)
    found = {each.epci for each in guide.gazetteer.communes.values() if each.department in departments and each.epci}
    crossed = tuple(f"epci:{siren}" for siren in observed.agglomerations)
    epcis = tuple(sorted({f"epci:{siren}" for siren in found} | set(crossed)))
    region = f"region:{observed.region.code}"
    phrases = guide.phrases
    names = {each: guide.gazetteer.territory_name(each) for each in (region, *epcis)}
    names |= {ELSEWHERE: phrases["territoire_ailleurs"], UNKNOWN: phrases["territoire_inconnu"]}
    tables = tuple(_plan(guide, observed, name) for name, each in observed.tables.items() if each.school_year == school)
    return Layout(tables, epcis, region, crossed, names)


def content_of(guide: Guide) -> Mapping[str, str]:
    """Return what conversations are held with: the content's version, and the digest of the trees and categories counted."""
    observed = guide.knowledge.observed
    tables = observed.tables.items() if observed else ()
    plans = [_plan(guide, observed, name) for name, each in tables if observed and not each.school_year]
    return {VERSION: guide.version, SERIES: _digest(*((each.id, each.series) for each in plans))}


def _plan(guide: Guide, observed: Observed, name: str) -> Planned:
    table = observed.tables[name]
    trees = [guide.flows[flow] for flow in table.flows if flow in guide.flows]
    tree = _digest(*(names for each in trees for names in (sorted(each.choice), sorted(each.flow.steps))))
    values = tuple(_values(guide, observed, dimension) for dimension in table.dimensions)
    gathers = [
        sorted((value, *each.gathers) for value, each in observed.dimensions[dimension].values.items())
        for dimension in table.dimensions
    ]
    return Planned(
        id=name,
        title=table.title,
        dimensions=table.dimensions,
        names=tuple(observed.dimensions[dimension].label for dimension in table.dimensions),
        values=values,
        sensitive=table.sensitive,
        protection=table.protection,
        yearly=table.period == "year",
        series=_digest(tree, [sorted(each) for each in values], gathers),
    )


def _values(guide: Guide, observed: Observed, dimension: str) -> Values:
    """Return the ids of a dimension with their names, in the order in which `tables.codebook` knows them."""
    declared = observed.dimensions[dimension]  # type: ignore[index]  # a table names declared dimensions only
    section: Section | None = declared.section
    knowledge = guide.knowledge
    listed = {
        "familles_de_domaines": {name: each.label for name, each in knowledge.domain_families.items()},
        "familles_de_criteres": {name: each.label for name, each in knowledge.criterion_families.items()},
        "types": {name: each.label for name, each in knowledge.kinds.items()},
        "traitements": {name: each.label for name, each in knowledge.treatments.items()},
        "portes": {name: each.label for name, each in knowledge.doors.items()},
        "canaux": {name: each.label for name, each in knowledge.channels.items() if each.counted},
    }
    own = {name: str(each.label) for name, each in declared.values.items()}
    return {name: str(label) for name, label in listed[section].items()} | own if section else own


def _digest(*parts: object) -> str:
    """Return what tells two ways of counting apart: a change of it breaks the series."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]
