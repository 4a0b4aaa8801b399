"""Who must verify what, what is missing, and where: the tables that partners work from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.content.load import Content
from bot.core.contacts import FRANCE, reachable, status
from bot.core.knowledge import Contact, Door
from bot.core.places import HOME, Commune, Gazetteer

State = Literal["verifie", "a_verifier", "nom_seul", "national", "rien"]
#: Days before the end of a verification in which it is said.
SOON = 30
#: How territories without anybody are gathered: the largest that is empty as a whole is named.
LEVELS = ("region", "departement", "arrondissement", "epci")
#: Jurisdictions that make better groups than the administrative map, for the doors whose contacts are declared by them.
COURTS = ("prudhommes", "tribunal")


@dataclass(frozen=True, slots=True, order=True)
class Stale:
    """A contact to verify: by whom (the last one who did, else the territory's file), since when, and how soon."""

    partner: str
    state: Literal["expiree", "bientot", "jamais"]
    due: str | None
    id: str
    nom: str
    verified: str | None
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A territory where nobody local that can be reached stands behind a door; `partly` where only some communes lack one."""

    door: str
    label: str
    territory: str
    name: str
    communes: int
    population: int
    partly: bool


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A structure whose name is known and whose coordinates a partner has to give."""

    id: str
    nom: str
    doors: tuple[str, ...]
    zones: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Covered:
    """Who stands behind each door in a commune: the best there is."""

    insee: str
    name: str
    department: str
    epci: str | None
    population: int
    zones: frozenset[str]
    doors: Mapping[str, State]


def stale(content: Content, today: date) -> list[Stale]:
    """Return the contacts to verify, partner by partner, the oldest first within each."""
    found = []
    for ident, contact in content.knowledge.contacts.items():
        state = _state(contact, today)
        if state is None:
            continue
        source, where = content.places["contacts", ident]
        found.append(
            Stale(
                partner=_partner(content, ident),
                state=state,
                due=due.isoformat() if (due := expires(contact)) else None,
                id=ident,
                nom=contact.nom,
                verified=contact.verifie_le.isoformat() if contact.verifie_le else None,
                source=f"{contact.source} ({contact.date_source})",
                place=f"{source.file}:{source.line(where)}",
            )
        )
    return sorted(found, key=lambda row: (row.partner, row.due or "", row.id))


def partners(content: Content) -> set[str]:
    """Return everybody who may have something to verify: structures, and the files of territories where none has yet."""
    return {_partner(content, ident) for ident in content.knowledge.contacts}


def _partner(content: Content, ident: str) -> str:
    source, _where = content.places["contacts", ident]
    return content.knowledge.contacts[ident].verifie_par or source.file.rpartition("/")[2]


def expires(contact: Contact) -> date | None:
    """Return the last day of a contact's verification; None where nobody verified it."""
    if contact.verifie_le is None:
        return None
    return contact.verifie_le + timedelta(days=contact.frequence_verification)


def _state(contact: Contact, today: date) -> Literal["expiree", "bientot", "jamais"] | None:
    due = expires(contact)
    if contact.statut == "ferme":
        return None
    if due is None or contact.statut != "actif":
        return "jamais" if due is None else "expiree"
    if due < today:
        return "expiree"
    return "bientot" if due < today + timedelta(days=SOON) else None


def to_verify(contacts: Iterable[Contact], today: date) -> Counter[str]:
    """Return how many contacts were never verified, are past their verification, or soon will be, by that state."""
    return Counter(state for contact in contacts if (state := _state(contact, today)))


def incomplete(content: Content) -> list[Incomplete]:
    """Return the names that wait for coordinates."""
    return [
        Incomplete(ident, contact.nom, contact.doors, contact.zone_eligibilite, _place(content, ident))
        for ident, contact in content.knowledge.contacts.items()
        if contact.statut != "ferme" and not reachable(contact)
    ]


def _place(content: Content, ident: str) -> str:
    source, where = content.places["contacts", ident]
    return f"{source.file}:{source.line(where)}"


def local_doors(content: Content) -> Mapping[str, Door]:
    """Return the doors behind which somebody local is wanted: those that depend on the place, or that some territory has.

    A door that only some territories offer (`si_contact`) is missing nowhere.
    """
    somewhere = {
        door
        for contact in content.knowledge.contacts.values()
        for door in contact.doors
        if contact.zone_eligibilite != (FRANCE,)
    }
    return {
        name: door
        for name, door in content.knowledge.doors.items()
        if (door.needs_place or name in somewhere) and not door.only_known
    }


def coverage(content: Content, gazetteer: Gazetteer, today: date) -> Iterator[Covered]:
    """Yield, for every commune of the region, who stands behind each door that wants somebody local."""
    doors = local_doors(content)
    best = _best(content, today)
    for commune in home_communes(gazetteer):
        zones = gazetteer.territories(commune.insee)
        yield Covered(
            commune.insee, commune.name, commune.department, commune.epci, commune.population, zones,
            {door: _first(best.get(door, {}), zones) for door in doors},
        )  # fmt: skip


_ORDER: tuple[State, ...] = ("verifie", "a_verifier", "nom_seul", "national", "rien")


def _best(content: Content, today: date) -> Mapping[str, Mapping[str, State]]:
    """Return door → zone → the best state of its contacts."""
    found: dict[str, dict[str, State]] = {}
    for contact in content.knowledge.contacts.values():
        for door in contact.doors if contact.statut != "ferme" else ():
            for zone in contact.zone_eligibilite:
                before = found.setdefault(door, {}).get(zone, "rien")
                found[door][zone] = min(before, _how(contact, zone, today), key=_ORDER.index)
    return found


def _how(contact: Contact, zone: str, today: date) -> State:
    if not reachable(contact):
        return "nom_seul"
    if zone == FRANCE:
        return "national"
    return "verifie" if status(contact, today) == "actif" else "a_verifier"


def _first(zones: Mapping[str, State], here: frozenset[str]) -> State:
    return min((zones[zone] for zone in zones.keys() & here), key=_ORDER.index, default="rien")


def home_communes(gazetteer: Gazetteer) -> Iterator[Commune]:
    """Yield the communes of the Hauts-de-France."""
    return (gazetteer.communes[insee] for insee in gazetteer.communes if insee[:2] in HOME)


def gaps(content: Content, rows: Iterable[Covered], gazetteer: Gazetteer) -> list[Gap]:
    """Return where nobody local can be reached, door by door, the most populated first; `rows` come from `coverage`."""
    everywhere = list(rows)
    found: list[Gap] = []
    at = {level: {row.insee: _zone(row, level) for row in everywhere} for level in (*COURTS, *LEVELS)}
    for door, entry in local_doors(content).items():
        without = [row for row in everywhere if row.doors[door] not in {"verifie", "a_verifier"}]
        levels = [at[level] for level in (*_court(content, door), *LEVELS)]
        for territory, inside, partly in _gather(everywhere, without, levels):
            people = sum(row.population for row in inside)
            name = gazetteer.territory_name(territory)
            found.append(Gap(door, entry.label, territory, name, len(inside), people, partly))
    return sorted(found, key=lambda gap: (gap.door, -gap.population))


def _zone(row: Covered, level: str) -> str:
    return next((each for each in row.zones if each.startswith(f"{level}:")), f"commune:{row.insee}")


def _court(content: Content, door: str) -> tuple[str, ...]:
    """Return the jurisdiction by which the contacts of a door are declared, if it is one."""
    kinds = {
        zone.partition(":")[0]
        for contact in content.knowledge.contacts.values()
        if door in contact.doors
        for zone in contact.zone_eligibilite
    }
    return tuple(kind for kind in COURTS if kinds == {kind})


def _gather(
    rows: list[Covered], without: list[Covered], levels: list[dict[str, str]]
) -> Iterator[tuple[str, list[Covered], bool]]:
    """Yield the largest territories that are empty as a whole, then what is left, by the smallest ones, said as partly."""
    left = {row.insee: row for row in without}
    for zones in levels:
        if not left:
            return
        wanted = Counter(zones[row.insee] for row in rows)
        for territory, inside in _members(left.values(), zones).items():
            if len(inside) == wanted[territory]:
                yield territory, inside, False
                for row in inside:
                    del left[row.insee]
    for territory, inside in _members(left.values(), levels[-1]).items():
        yield territory, inside, True


def _members(rows: Iterable[Covered], zones: Mapping[str, str]) -> Mapping[str, list[Covered]]:
    members: dict[str, list[Covered]] = {}
    for row in rows:
        members.setdefault(zones[row.insee], []).append(row)
    return members
