"""Contacts to and from data·inclusion v1, the State's common format for structures and services of social support.

Export: one structure and one service for each contact that can be reached. Import: what belongs to a network that a door
stands for, as contacts to be verified. The format's fields: package `data-inclusion-schema` on PyPI, version 1.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count
from typing import Any

from bot.content.hints import phone_hint
from bot.core import hours
from bot.core.contacts import reachable
from bot.core.knowledge import Contact, Knowledge
from bot.core.places import HOME, Gazetteer, certain, search
from bot.core.spelling import slug

SOURCE = "relais"
RIGHTS = "difficultes-administratives-ou-juridiques"
DISCRIMINATION = f"{RIGHTS}--connaitre-ses-droits-face-a-une-discrimination"
#: A carrier network of data·inclusion → the door behind which its structures stand. Others are left out, and said.
NETWORKS: Mapping[str, str] = {
    "cidff": "cidff", "points-justice": "point_justice", "mission-locale": "mission_locale",
    "france-service": "recours_gracieux", "cpam": "cpam_ordre", "france-travail": "france_travail_capemploi",
}  # fmt: skip
#: A theme of a service → the door; for structures whose network says nothing.
THEMES: Mapping[str, str] = {DISCRIMINATION: "point_justice"}
#: Zones of data·inclusion are communes, EPCI, départements and the country.
_SIREN, _COMMUNE = 9, 5
#: Said of a record whose source has no date: nobody may take it for fresh.
UNDATED = "2000-01-01"
_NAME_LENGTHS = (3, 150)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")


@dataclass(slots=True)
class Imported:
    """What an import made: entries by id, as they stand in YAML, and what was left out, by reason."""

    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    def skip(self, why: str) -> None:
        """Count one record that was left out."""
        self.left_out[why] = self.left_out.get(why, 0) + 1


def export(knowledge: Knowledge, gazetteer: Gazetteer) -> dict[str, list[dict[str, Any]]]:
    """Return `{"structures": […], "services": […]}`; a name without coordinates and a closed contact are left out."""
    structures, services = [], []
    members = _members(gazetteer)
    for ident, contact in knowledge.contacts.items():
        if contact.statut == "ferme" or not reachable(contact):
            continue
        structures.append(_structure(ident, contact, gazetteer))
        services.append(_service(ident, contact, knowledge, gazetteer, members))
    return {"structures": structures, "services": services}


def _structure(ident: str, contact: Contact, gazetteer: Gazetteer) -> dict[str, Any]:
    networks = [
        network for network, door in NETWORKS.items() if door in contact.doors and ident.startswith(_OURS[network])
    ]
    return {
        "source": SOURCE, "id": f"{SOURCE}--{ident}", "nom": _name(contact.nom), "date_maj": _dated(contact),
        "description": contact.presentation, "commune": contact.commune, "code_postal": contact.code_postal,
        "code_insee": _insee(contact, gazetteer), "adresse": contact.adresse, "telephone": _e164(contact.telephone),
        "courriel": contact.courriel, "site_web": contact.site_web, "horaires_accueil": contact.horaires_accueil,
        "reseaux_porteurs": networks or None,
    }  # fmt: skip


#: How our ids start where a contact is a member of the network, and not somebody who stands behind the same door.
_OURS: Mapping[str, str] = {
    "cidff": "cidff", "points-justice": "mjd", "mission-locale": "mission_locale", "france-service": "france_services",
    "cpam": "cpam", "france-travail": "france_travail",
}  # fmt: skip


def _service(
    ident: str, contact: Contact, knowledge: Knowledge, gazetteer: Gazetteer, members: Mapping[str, list[str]]
) -> dict[str, Any]:
    label = " ; ".join(knowledge.doors[door].label for door in contact.doors if door in knowledge.doors)
    ways = {
        "telephoner": contact.telephone, "envoyer-un-courriel": contact.courriel, "se-presenter": contact.adresse,
        "utiliser-lien-mobilisation": contact.site_web,
    }  # fmt: skip
    free = "gratuit" if contact.frais and contact.frais.lower().startswith("gratuit") else None
    return {
        "source": SOURCE, "id": f"{SOURCE}--{ident}-service", "structure_id": f"{SOURCE}--{ident}", "nom": _name(contact.nom),
        "description": contact.presentation or label or contact.nom, "date_maj": _dated(contact),
        "type": "information", "thematiques": [DISCRIMINATION], "frais": free,
        "commune": contact.commune, "code_postal": contact.code_postal, "code_insee": _insee(contact, gazetteer),
        "adresse": contact.adresse, "telephone": _e164(contact.telephone), "courriel": contact.courriel,
        "modes_accueil": ["en-presentiel" if contact.adresse else "a-distance"],
        "modes_mobilisation": [way for way, known in ways.items() if known] or None, "lien_mobilisation": contact.site_web,
        "mobilisable_par": ["usagers", "professionnels"], "horaires_accueil": contact.horaires_accueil,
        "zone_eligibilite": sorted({code for zone in contact.zone_eligibilite for code in _codes(zone, members)}),
    }  # fmt: skip


def _name(name: str) -> str:
    return name[: _NAME_LENGTHS[1]].rstrip(".").ljust(_NAME_LENGTHS[0])


def _dated(contact: Contact) -> str:
    """Return when the record was last known to be right: its verification, else its source, else the format's oldest date."""
    if contact.verifie_le:
        return contact.verifie_le.isoformat()
    if match := re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", contact.date_source):
        year, month, day = match.groups()
        return date(int(year), int(month or 1), int(day or 1)).isoformat()
    return UNDATED


def _insee(contact: Contact, gazetteer: Gazetteer) -> str | None:
    if contact.code_insee:
        return contact.code_insee
    town = re.sub(r"(?i)\s*cedex.*$", "", contact.commune or "")
    wanted = slug(town)
    near = gazetteer.by_postcode(contact.code_postal or "")
    if same := [insee for insee in near if slug(gazetteer.communes[insee].name) == wanted]:
        return same[0]
    found = search(gazetteer, town, 2) if town else []  # a Cedex has a postal code of its own
    return found[0].insee if found and certain(found) else None


def _e164(phone: str | None) -> str | None:
    digits = (phone or "").replace(" ", "")
    return f"+33{digits[1:]}" if re.fullmatch(r"0[1-9]\d{8}", digits) else digits or None


def _members(gazetteer: Gazetteer) -> Mapping[str, list[str]]:
    """Return the communes of each territory of the region: data·inclusion knows neither jurisdictions nor arrondissements."""
    members: dict[str, list[str]] = {}
    for insee in gazetteer.communes:
        for zone in gazetteer.territories(insee) if insee[:2] in HOME else ():
            members.setdefault(zone, []).append(insee)
    return members


def _codes(zone: str, members: Mapping[str, list[str]]) -> Iterable[str]:
    kind, _, code = zone.partition(":")
    if kind in {"commune", "departement", "epci"}:
        return (code,)
    if kind == "france":
        return (kind,)
    return HOME if kind == "region" else members.get(zone, ())


def import_inclusion(
    structures: Iterable[Mapping[str, Any]],
    services: Iterable[Mapping[str, Any]],
    known: Mapping[str, Contact],
    gazetteer: Gazetteer,
) -> Imported:
    """Turn structures (with their services' zones) into contacts to be verified; what we know already is left out."""
    done = Imported()
    of: dict[str, list[Mapping[str, Any]]] = {}
    for service in services:
        of.setdefault(str(service.get("structure_id")), []).append(service)
    territories = gazetteer.known_territories()
    names = {(slug(contact.nom), contact.code_postal) for contact in known.values()}
    for structure in structures:
        mine = of.get(str(structure.get("id")), [])
        doors = _doors(structure, mine)
        commune = gazetteer.commune(str(structure.get("code_insee") or ""))
        if not doors:
            done.skip("réseau ou thématique qui n'ouvre aucune porte")
        elif commune is None or not commune.home:
            done.skip("hors des Hauts-de-France, ou sans code Insee")
        elif (slug(str(structure.get("nom"))), structure.get("code_postal")) in names:
            done.skip("déjà connu")
        else:
            ident = _free(f"{doors[0]}_{slug(str(structure.get('nom')))}", {*known, *done.contacts})
            done.contacts[ident] = _contact(structure, mine, doors, f"commune:{commune.insee}", territories)
    return done


def _doors(structure: Mapping[str, Any], services: list[Mapping[str, Any]]) -> list[str]:
    networks = structure.get("reseaux_porteurs") or ()
    themes = [theme for service in services for theme in service.get("thematiques") or ()]
    found = [NETWORKS[each] for each in networks if each in NETWORKS] + [
        THEMES[each] for each in themes if each in THEMES
    ]
    return list(dict.fromkeys(found))


def _contact(
    structure: Mapping[str, Any],
    services: list[Mapping[str, Any]],
    doors: list[str],
    home: str,
    territories: frozenset[str],
) -> dict[str, Any]:
    written = str(structure.get("telephone") or "")
    phone = phone_hint(written)
    opening = structure.get("horaires_accueil")
    email = str(structure.get("courriel") or "")
    site = str(structure.get("site_web") or "")
    zones = [
        zone
        for service in services
        for code in service.get("zone_eligibilite") or ()
        if (zone := _zone(str(code), territories))
    ]
    values: dict[str, Any] = {
        "nom": str(structure.get("nom")).strip(),
        "pour": doors,
        "zone_eligibilite": sorted({home, *zones}),
        "telephone": phone,
        "alternative": "Par courrier ou sur place, à l'adresse indiquée."
        if phone and structure.get("adresse")
        else None,
        "courriel": email if _EMAIL.fullmatch(email) else None,
        "site_web": site if site.startswith(("http://", "https://")) else None,
        "adresse": structure.get("adresse"),
        "code_postal": structure.get("code_postal"),
        "commune": structure.get("commune"),
        "code_insee": structure.get("code_insee"),
        "horaires_accueil": opening if opening and hours.valid(str(opening)) is None else None,
        "source": f"data·inclusion, {structure.get('source')}",
        "date_source": str(structure.get("date_maj") or "sans date")[:10],
    }
    if phone and not values["alternative"]:  # a number never stands without another way than the voice
        values["alternative"] = f"Par courriel : {values['courriel']}." if values["courriel"] else None
        values["telephone"] = phone if values["alternative"] else None
    return {name: value for name, value in values.items() if value}


def _zone(code: str, territories: frozenset[str]) -> str | None:
    """Return our name of a zone; the whole country is left out: a local structure is proposed to its territory only."""
    kind = "epci" if len(code) == _SIREN else "commune" if len(code) == _COMMUNE else "departement"
    zone = f"{kind}:{code}"
    return zone if zone in territories else None


def _free(wanted: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", wanted)[:50].strip("_")
    return next(name for name in chain([base], (f"{base}_{number}" for number in count(2))) if name not in taken)
