"""Check the contacts: who they serve, how they are reached, since when it is true, and what only time makes false."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.content.hints import hours_hint, phone_hint, zone_hint
from bot.content.load import Content
from bot.content.problems import Problem
from bot.core import hours
from bot.core.contacts import reachable
from bot.core.knowledge import Contact
from bot.core.places import Gazetteer

_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_DATE_SOURCE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?")
#: Digits of a number that exists: short ones (17, 119, 3928, 116 006) and ten that start with a zero.
_PHONE = re.compile(r"\d{2,4}|116\d{3}|0[1-9]\d{8}")
#: Numbers that ARCEP keeps for fiction: an example that somebody copied and did not fill in.
_FICTION = ("019900", "026191", "035301", "046571", "053649", "063998")


def check_contacts(content: Content, gazetteer: Gazetteer, today: date) -> Iterator[Problem]:
    """Return every problem of every contact."""
    zones = gazetteer.known_territories() | {"france"}
    for ident, contact in content.knowledge.contacts.items():
        where = ("contacts", ident)
        if not _ID.fullmatch(ident):
            yield content.problem(
                where,
                f"« {ident} » n'est pas un nom de fiche",
                "Écrivez des minuscules sans accent, des chiffres et _, par exemple « cidff_valenciennes ».",
            )
        for number, zone in enumerate(contact.zone_eligibilite):
            if zone not in zones:
                yield content.problem(
                    (*where, "zone_eligibilite", number),
                    f"le territoire « {zone} » n'existe pas",
                    zone_hint(zone, gazetteer),
                )
            elif meant := _postcode_for_insee(zone, contact, gazetteer):
                yield content.problem(
                    (*where, "zone_eligibilite", number),
                    f"« {zone} » est {gazetteer.territory_name(zone)} : {contact.code_postal} est un code postal",
                    f"Écrivez le code Insee de la commune : {meant}.",
                )
        if not contact.zone_eligibilite:
            yield content.problem(
                (*where, "zone_eligibilite"),
                "aucun territoire : cette fiche ne sera jamais montrée",
                'Écrivez par exemple ["commune:59606"].',
            )
        yield from _ways(content, ident, contact)
        yield from _opening(content, ident, contact)
        yield from _dates(content, ident, contact, today)


def _postcode_for_insee(zone: str, contact: Contact, gazetteer: Gazetteer) -> str | None:
    """Return the zones that were meant where a postal code stands for an INSEE code: 59300 is Valenciennes and Hem-Lenglet."""
    code = contact.code_postal
    if code is None or zone != f"commune:{code}":
        return None
    shared = gazetteer.by_postcode(code)
    if code in shared or not shared:
        return None
    named = sorted(shared, key=lambda insee: -gazetteer.communes[insee].population)[:3]
    return " ou ".join(f"« commune:{insee} » ({gazetteer.communes[insee].name})" for insee in named)


def _ways(content: Content, ident: str, contact: Contact) -> Iterator[Problem]:
    """Yield what keeps somebody from reaching it: numbers, addresses on the network."""
    where = ("contacts", ident)
    if contact.telephone:
        digits = contact.telephone.replace(" ", "")
        meant = phone_hint(contact.telephone)
        if not _PHONE.fullmatch(digits):
            yield content.problem(
                (*where, "telephone"),
                f"« {contact.telephone} » n'est pas un numéro complet",
                f'Vouliez-vous dire "{meant}" ?'
                if meant
                else 'Écrivez les dix chiffres, par exemple "03 27 14 67 00".',
            )
        elif digits.startswith(_FICTION):
            yield content.problem(
                (*where, "telephone"),
                "ce numéro est un exemple : il n'est à personne",
                "Remplacez-le par le vrai numéro, ou effacez la ligne.",
            )
        elif meant and " " not in contact.telephone.strip():
            yield content.problem(
                (*where, "telephone"), "ce numéro se lit mal", f'Écrivez-le ainsi : "{meant}".', warning=True
            )
        if not contact.alternative:
            yield content.problem(
                (*where, "telephone"),
                "un numéro sans autre moyen que la voix",
                "Ajoutez « alternative: » (SMS, tchat, courrier, guichet) pour qui ne peut pas parler.",
            )
    if contact.courriel and not _EMAIL.fullmatch(contact.courriel):
        yield content.problem(
            (*where, "courriel"),
            f"« {contact.courriel} » n'est pas une adresse de courriel",
            'Écrivez une seule adresse, par exemple "accueil@structure.fr".',
        )
    if contact.site_web and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", contact.site_web):
        bare = contact.site_web.strip().removeprefix("//")
        yield content.problem(
            (*where, "site_web"),
            f"« {contact.site_web} » n'est pas l'adresse d'un site",
            f'Écrivez-la en entier : "https://{bare}".' if "." in bare else "Écrivez-la en entier, avec https://.",
        )


def _opening(content: Content, ident: str, contact: Contact) -> Iterator[Problem]:
    where = ("contacts", ident)
    if contact.horaires_accueil and (wrong := hours.valid(contact.horaires_accueil)):
        meant = hours_hint(contact.horaires_accueil)
        mend = (
            f'Vouliez-vous dire "{meant}" ?'
            if meant
            else "Exemple : Mo-Fr 09:00-18:00; PH off (voir le guide LISEZMOI)."
        )
        what, _, said = wrong.partition(" : ") if wrong.startswith("«") else (wrong, "", "")
        yield content.problem((*where, "horaires_accueil"), what, said[:1].upper() + said[1:] or mend)
    for number, closure in enumerate(contact.fermeture_temporaire):
        if closure.to < closure.from_:
            yield content.problem(
                (*where, "fermeture_temporaire", number),
                f"la fermeture finit (au {closure.to}) avant de commencer (du {closure.from_})",
                "Échangez les deux dates.",
            )


def _dates(content: Content, ident: str, contact: Contact, today: date) -> Iterator[Problem]:
    """Yield verifications that cannot be, as critical, and what only time makes false, as a warning: the contact fades by itself."""
    where = ("contacts", ident)
    verified = contact.verifie_le
    if verified and verified > today:
        yield content.problem(
            (*where, "verifie_le"), f"la vérification est dans le futur ({verified})", f"Écrivez {today} au plus tard."
        )
    elif verified and not contact.verifie_par:
        yield content.problem(
            (*where, "verifie_le"),
            "on ne sait pas qui a vérifié",
            "Ajoutez « verifie_par: » avec le nom de la structure.",
        )
    if _DATE_SOURCE.fullmatch(contact.date_source) and contact.date_source[:10] > today.isoformat():
        yield content.problem(
            (*where, "date_source"),
            f"la date de la source est dans le futur ({contact.date_source})",
            "Écrivez l'année ou la date à laquelle la source le disait.",
        )
    due = verified + timedelta(days=contact.frequence_verification) if verified else None
    claimed = contact.statut == "actif" and "statut" in contact.model_fields_set
    if claimed and due is None:
        yield content.problem(
            (*where, "statut"),
            "« actif » sans date de vérification",
            "Ajoutez « verifie_le: » et « verifie_par: », ou enlevez la ligne « statut: ».",
        )
    elif claimed and not reachable(contact):
        yield content.problem(
            (*where, "statut"),
            "« actif » sans aucun moyen de la joindre",
            "Ajoutez telephone, courriel, site_web ou adresse, ou enlevez la ligne « statut: ».",
        )
    elif contact.statut == "actif" and due and due < today:
        yield content.problem(
            (*where, "verifie_le"),
            f"la vérification a expiré le {due.isoformat()}",
            f'Vérifiez puis lancez : relais contacts verify {ident} --by "votre structure"',
            warning=True,
        )
