"""What somebody probably meant: a commune written by its name, a date as one says it, hours in French, a number with dots.

Every hint is a proposal in a message, never a value that the bot would take by itself.
"""

import re
from collections.abc import Mapping
from datetime import date

from rapidfuzz import fuzz, process

from bot.content.problems import did_you_mean
from bot.core import hours
from bot.core.places import Gazetteer, search
from bot.core.spelling import slug
from bot.core.territory import KINDS

MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")  # fmt: skip
DAYS: Mapping[str, str] = {"lundi": "Mo", "mardi": "Tu", "mercredi": "We", "jeudi": "Th", "vendredi": "Fr", "samedi": "Sa", "dimanche": "Su"}  # fmt: skip
#: What people call a territory → the word that a zone starts with.
ZONE_WORDS: Mapping[str, str] = {
    "agglomeration": "epci", "agglo": "epci", "metropole": "epci", "intercommunalite": "epci", "ville": "commune",
    "code": "commune", "insee": "commune", "dept": "departement", "tj": "tribunal", "cph": "prudhommes",
    "conseil": "prudhommes", "sous-prefecture": "arrondissement",
}  # fmt: skip
#: What people call a key of a contact → the key.
KEYS: Mapping[str, str] = {
    "tel": "telephone", "tél": "telephone", "téléphone": "telephone", "phone": "telephone", "numero": "telephone",
    "numéro": "telephone", "portable": "telephone", "mail": "courriel", "email": "courriel", "e-mail": "courriel",
    "mel": "courriel", "mél": "courriel", "site": "site_web", "web": "site_web", "url": "site_web", "lien": "site_web",
    "horaires": "horaires_accueil", "heures": "horaires_accueil", "ouverture": "horaires_accueil",
    "ville": "commune", "cp": "code_postal", "insee": "code_insee", "zone": "zone_eligibilite", "secteur": "zone_eligibilite",
    "territoire": "zone_eligibilite", "fermeture": "fermeture_temporaire", "vacances": "fermeture_temporaire",
    "conges": "fermeture_temporaire", "congés": "fermeture_temporaire", "fermetures": "fermeture_temporaire",
    "titre": "nom", "description": "presentation", "debut": "du", "début": "du", "fin": "au", "prix": "frais",
    "cout": "frais", "coût": "frais", "gratuit": "frais", "langue": "langues", "documents": "a_apporter",
    "verifie": "verifie_le", "date": "date_source", "porte": "pour", "portes": "pour",
}  # fmt: skip
_TENS = 10
_CENTURY = 100


def key_hint(wrong: str, known: list[str]) -> str:
    """Return what to do about a key that does not exist: the one that is meant, else the nearest."""
    meant = KEYS.get(wrong.lower())
    return f"Vouliez-vous dire « {meant} » ?" if meant in known else did_you_mean(wrong, known)


def phone_hint(written: str) -> str | None:
    """Return a telephone number as it must be written (« 03 27 14 67 00 »), or None where it cannot be told."""
    digits = re.sub(r"[^\d+]", "", written.replace("(0)", ""))
    digits = re.sub(r"^(?:\+33|0033)0?", "0", digits)
    if len(digits) == _TENS - 1 and digits[0] in "1234567":
        digits = f"0{digits}"
    if len(digits) != _TENS or digits[0] != "0":
        return None
    return " ".join(digits[at : at + 2] for at in range(0, _TENS, 2))


def date_hint(written: str) -> str | None:
    """Return the ISO date of « 3/3/2026 » or « 3 mars 2026 »; None where it is no day of the calendar."""
    text = slug(written).replace("_", "-")
    match = re.fullmatch(r"(\d{1,2})(?:er)?-(\d{1,2}|[a-z]+)-(\d{2}|\d{4})", text)
    if match is None:
        return None
    day, month, year = match.groups()
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month) if month.isdigit() else 0
    try:
        return date(int(year) + (2000 if int(year) < _CENTURY else 0), number, int(day)).isoformat()
    except ValueError:
        return None


def hours_hint(written: str) -> str | None:
    """Return OSM hours for « lundi-vendredi 9h-18h » and its like; None where they cannot be told for sure."""
    text = written.lower().replace("–", "-").replace("—", "-")
    for name, code in DAYS.items():
        text = re.sub(rf"\b(?:{name}s?|{code.lower()})\b", code, text)
    text = re.sub(rf"({_A_DAY}) ?[:,] (?!{_A_DAY})", r"\1 ", text)
    text = re.sub(r"\b(?:du|de|le|les|l'après-midi|matin)\b", " ", text)
    text = re.sub(r"\b(\d{1,2}) ?(?:h ?|:)(\d{2})?\b", lambda found: f"{int(found[1]):02}:{found[2] or '00'} ", text)
    text = re.sub(r"\s*(?:\bau\b|\bà\b|-)\s*", "-", text)
    text = re.sub(r"\s*(?:\bet\b|,|/|\bpuis\b)\s*", ",", text)
    text = re.sub(rf"(?<=:\d\d) ?[,;] ?(?={_A_DAY})", "; ", re.sub(r"\s+", " ", text))
    text = re.sub(r"(?<=\d) (?=\d{2}:)", ",", text).replace(" ;", ";").replace(" ,", ",").strip(" .,;")
    return text if text != written and hours.valid(text) is None else None


_A_DAY = f"(?:{'|'.join(DAYS.values())})"


def zone_hint(wrong: str, gazetteer: Gazetteer) -> str:
    """Return the zone that is meant: « commune:Valenciennes » → « commune:59606 », « epci:Valenciennes Métropole » → its SIREN."""
    kind, code = _parts(wrong)
    candidates = [*_communes(kind, code, gazetteer), *_named(kind, code, gazetteer)]
    if candidates:
        zone = candidates[0]
        return f"Vouliez-vous dire « {zone} » ({gazetteer.territory_name(zone)}) ?"
    if kind in _CODES:
        return f"Écrivez « {kind}: » avec {_CODES[kind]}. Pour trouver une commune : relais place « {code[:20]} »."
    return f"Écrivez par exemple « commune:59606 ». Une zone commence par : {', '.join(KINDS)}."


def _parts(wrong: str) -> tuple[str, str]:
    """Return the kind of a zone as it should have been written ("" where none was), and the rest."""
    kind, colon, code = wrong.strip().partition(":")
    if not colon:
        return "", kind
    kind = slug(kind)
    near = process.extractOne(kind, [*KINDS, *ZONE_WORDS], scorer=fuzz.ratio, score_cutoff=75)
    kind = near[0] if near else next((word for word in (*KINDS, *ZONE_WORDS) if kind.startswith(word)), kind)
    return ZONE_WORDS.get(kind, kind), code.strip()


_CODES: Mapping[str, str] = {
    "region": "le numéro de la région (32)",
    "departement": "son numéro (59)",
    "tribunal": "le nom de sa ville, sans accent (valenciennes)",
    "arrondissement": "son code Insee (596)",
    "prudhommes": "le nom de sa ville, sans accent (valenciennes)",
    "epci": "son numéro SIREN (245901160)",
    "chambre": "le nom de sa ville, sans accent (maubeuge)",
    "commune": "son code Insee (59606)",
}


def _communes(kind: str, code: str, gazetteer: Gazetteer) -> list[str]:
    if kind not in {"commune", ""}:
        return []
    if found := gazetteer.commune(code):
        return [f"commune:{found.insee}"]
    if re.fullmatch(r"\d{5}", code):
        shared = sorted(gazetteer.by_postcode(code), key=lambda each: -gazetteer.communes[each].population)
        return [f"commune:{each}" for each in shared[:1]]
    return [f"commune:{each.insee}" for each in search(gazetteer, code, 1) if each.score >= _SURE]


def _named(kind: str, code: str, gazetteer: Gazetteer) -> list[str]:
    """Return the territories whose code or name is this one (of this kind, or of any), the shortest name first."""
    known = gazetteer.known_territories()
    wanted = slug(code)
    if kind == "commune" or not wanted:
        return []
    same = [f"{each}:{form}" for each in ([kind] if kind else KINDS) for form in (wanted, code, code.zfill(2))]
    if exact := [zone for zone in (wanted, *same) if zone in known]:
        return exact
    words = set(wanted.split("-"))
    names = {zone: slug(gazetteer.territory_name(zone)) for zone in known if zone.startswith(kind or _LARGE)}
    near = [zone for zone, name in names.items() if words <= set(name.split("-"))]
    return sorted(near, key=lambda zone: (len(names[zone]), zone))


#: How sure a commune's name must be before it is proposed; what a name without a kind may be, beside a commune.
_SURE = 90
_LARGE = ("region", "departement", "epci")
