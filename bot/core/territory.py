"""Communes and the territories that they belong to: what a contact's `zone_eligibilite` names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.core.placeindex import Entry, Index
from bot.core.spelling import slug, words

#: The five départements of the Hauts-de-France, and their region.
HOME = frozenset({"02", "59", "60", "62", "80"})
HOME_REGION = "region:32"

#: Kinds of territory, from the widest to the nearest: the order in which contacts are preferred.
KINDS = ("france", "region", "departement", "tribunal", "arrondissement", "prudhommes", "epci", "chambre", "commune")

#: An associated commune's population is not published: we suppose this much of its commune, for ranking only.
_SHARE, _LARGEST_PART = 4, 25_000


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today. `epci` is a SIREN; tribunal, chambre and prudhommes are names, known in the region only."""

    insee: str
    name: str
    department: str
    epci: str | None
    arrondissement: str | None
    population: int
    postcodes: tuple[str, ...]
    tribunal: str | None = None
    chambre: str | None = None
    prudhommes: str | None = None
    priority_districts: bool = False

    @property
    def home(self) -> bool:
        """Say whether the commune is in the Hauts-de-France."""
        return self.department in HOME


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name, with its own code, of a present commune: Lomme for Lille, Paris 13e Arrondissement for Paris."""

    code: str
    name: str
    insee: str
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """How territories are called, by code; `arrondissements` are those of the region, the only ones with a name here."""

    departments: Mapping[str, str]
    epci: Mapping[str, str]
    arrondissements: Mapping[str, str]


def department_of(insee: str) -> str:
    """Return the département's code inside an INSEE code: three characters overseas, two elsewhere."""
    return insee[:3] if insee[:2] in {"97", "98"} else insee[:2]


#: How many communes are kept ready: those that people of a day name.
KEPT = 4096


class Gazetteer:
    """All communes of France, by code. Nothing is indexed before the first search (about half a second, once)."""

    def __init__(
        self,
        communes: Mapping[str, Commune],
        names: Names,
        aliases: tuple[Alias, ...] = (),
        former: Mapping[str, str] | None = None,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        self.communes = communes
        self.names = names
        self.aliases = aliases
        #: Codes of communes by their name in another alphabet, as `spelling.in_letters` writes it.
        self.elsewhere = elsewhere or {}
        self._present = {alias.code: alias.insee for alias in aliases} | dict(former or {})
        # A screen asks the same few communes several times; a commune is made from its line at each look.
        self.commune = lru_cache(maxsize=KEPT)(self._commune)
        self.territories = lru_cache(maxsize=KEPT)(self._territories)

    def _commune(self, insee: str) -> Commune | None:
        """Return the present commune of a code of today or of once, in upper or lower case; None when there is none."""
        code = insee.upper()
        if code not in self.communes:
            code = self._present.get(code, code)
        return self.communes.get(code)

    def _territories(self, insee: str) -> frozenset[str]:
        """Return the keys of all territories that a commune belongs to; of no commune, "france" alone."""
        commune = self.commune(insee)
        if commune is None:
            return frozenset({"france"})
        return frozenset(_keys(commune, self.names))

    def territory_name(self, territory: str) -> str:
        """Return a territory's bare name in French ("CA Valenciennes Métropole"); of an unknown one, its code."""
        kind, _, code = territory.partition(":")
        if kind == "commune":
            commune = self.commune(code)
            return commune.name if commune else code
        return self._territory_names.get(territory, code or kind)

    def known_territories(self) -> frozenset[str]:
        """Return every key that a `zone_eligibilite` may name."""
        return self._territories_known

    @cached_property
    def _territories_known(self) -> frozenset[str]:
        return frozenset(self._territory_names) | {f"commune:{insee}" for insee in self.communes}

    @cached_property
    def _territory_names(self) -> dict[str, str]:
        named = {"france": "France", HOME_REGION: "Hauts-de-France"}
        named |= {f"departement:{code}": name for code, name in self.names.departments.items()}
        named |= {f"epci:{code}": name for code, name in self.names.epci.items()}
        named |= {f"arrondissement:{code}": name for code, name in self.names.arrondissements.items()}
        home = (self.communes[insee] for insee in self.communes if insee[:2] in HOME)
        courts = {court for commune in home for court in _courts(commune)}  # a few names, thousands of communes
        return named | {f"{kind}:{slug(name)}": name for kind, name in courts}

    @cached_property
    def index(self) -> Index:
        """The names, ready to be searched; made on the first search, `warm` makes it before."""
        return Index(map(self._entry, self.communes), self._others(), self._entry)

    @cached_property
    def departments_by_key(self) -> Mapping[str, str]:
        """The code of each département by the letters of its name: "pasdecalais" → "62"."""
        return {"".join(words(name)): code for code, name in self.names.departments.items()}

    def by_postcode(self, postcode: str) -> tuple[str, ...]:
        """Return the INSEE codes of the communes that share a postal code."""
        return tuple(self._by_postcode.get(postcode, "").split())

    @cached_property
    def _by_postcode(self) -> Mapping[str, str]:
        """Codes as one text for each postal code: 35,000 strings of their own would stay."""
        found: dict[str, str] = {}
        for commune in self.communes.values():
            for postcode in commune.postcodes:
                found[postcode] = f"{found.get(postcode, '')} {commune.insee}"
        for alias in self.aliases:
            for postcode in alias.postcodes:
                if alias.insee not in found.get(postcode, ""):
                    found[postcode] = f"{found.get(postcode, '')} {alias.insee}"
        return found

    def _entry(self, insee: str) -> Entry:
        commune = self.communes[insee]
        return Entry(insee, commune.name, commune.population, commune.home)

    def _others(self) -> Iterator[Entry]:
        for alias in self.aliases:
            commune = self.communes[alias.insee]
            if alias.name != commune.name:
                part = min(commune.population // _SHARE, _LARGEST_PART)
                yield Entry(commune.insee, alias.name, part, commune.home)


def _courts(commune: Commune) -> Iterator[tuple[str, str]]:
    if commune.tribunal:
        yield "tribunal", commune.tribunal
    if commune.chambre:
        yield "chambre", commune.chambre
    if commune.prudhommes:
        yield "prudhommes", commune.prudhommes


def _keys(commune: Commune, names: Names) -> Iterator[str]:
    yield "france"
    if commune.home:
        yield HOME_REGION
    yield f"departement:{commune.department}"
    if commune.epci:
        yield f"epci:{commune.epci}"
    if commune.arrondissement in names.arrondissements:
        yield f"arrondissement:{commune.arrondissement}"
    yield f"commune:{commune.insee}"
    for kind, name in _courts(commune):
        yield f"{kind}:{slug(name)}"


def specificity(territory: str) -> int:
    """Return how near a territory is: 0 for France, the highest for a commune, -1 for what is no territory."""
    kind = territory.partition(":")[0]
    return KINDS.index(kind) if kind in KINDS else -1
