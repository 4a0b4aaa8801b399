"""A commune's leaflet for counters and tours: two sides of A5, a code to scan, and who helps near here."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from bot.core.contacts import card, competent, reachable
from bot.core.facts import Facts, values
from bot.core.guide import Guide
from bot.core.hours import PARIS, say_month
from bot.core.knowledge import Contact
from bot.core.letters import Leaflet
from bot.core.places import specificity
from bot.documents.typesetting import typeset


def make_leaflet(guide: Guide, insee: str, username: str, now: datetime) -> bytes:
    """Return the PDF of a commune's leaflet; raise KeyError where no commune has this code.

    `username` is the bot's name on Telegram, without @. The code to scan carries the commune and the channel, nothing else.
    """
    commune = guide.gazetteer.commune(insee)
    if commune is None:
        raise KeyError(insee)
    phrases, plan = guide.phrases, guide.knowledge.leaflet or Leaflet(everywhere=(), near=())
    moment = now.astimezone(PARIS)
    month = say_month(moment.month, moment.year, phrases)
    data = {
        "question": phrases["depliant_question"],
        "examples": phrases["depliant_exemples"],
        "robot": phrases["depliant_robot"],
        "qr": qr(start_link(username, commune.insee)),
        "qr_words": phrases["depliant_qr"].fill(nom=f"@{username}"),
        "scan": phrases["depliant_scannez"],
        "or_type": phrases["depliant_ou_tapez"],
        "name": f"@{username}",
        "anonymous": phrases["depliant_anonyme"],
        "danger": phrases["depliant_danger"],
        "without": phrases["depliant_sans_telephone"],
        "everywhere": list(_contacts(guide, plan.everywhere, frozenset({"france"}), now, len(plan.everywhere))),
        "near_title": phrases["depliant_pres"].fill(commune=commune.name),
        "near": list(_contacts(guide, plan.near, guide.gazetteer.territories(insee) - {"france"}, now, plan.most)),
        "nothing": phrases["depliant_rien"],
        "keep": phrases["depliant_garder"],
        "limits": phrases["depliant_delais"],
        "printed": phrases["depliant_imprime"].fill(date=month),
    }
    return typeset("leaflet.typ", data)


def start_link(username: str, insee: str) -> str:
    """Return the link that opens the bot at this commune, counted as coming from the leaflet."""
    return f"https://t.me/{username}?start=depliant-{insee.lower()}"


def qr(link: str) -> str:
    """Return the code to scan as SVG: black on white, its quiet zone included, readable with a corner torn off."""
    import segno  # noqa: PLC0415 - only who prints a leaflet pays for it

    drawn = BytesIO()
    segno.make_qr(link, error="q").save(drawn, kind="svg", xmldecl=False, svgns=True, scale=4, border=4, light="#fff")
    return drawn.getvalue().decode()


def communes_of(guide: Guide, territory: str) -> list[str]:
    """Return the INSEE codes of the communes of a territory ("tribunal:valenciennes", "epci:…"), sorted."""
    found = (code for code in guide.gazetteer.communes if territory in guide.gazetteer.territories(code))
    return sorted(found)


def _contacts(
    guide: Guide, doors: Iterable[str], zones: frozenset[str], now: datetime, most: int
) -> Iterator[dict[str, Any]]:
    """Yield the best contact of each door that can be reached, each once, `most` at most."""
    known, shown = values(Facts()), set[str]()
    for door in doors:
        behind = competent(guide.knowledge.contacts, door, zones, known, specificity, now)
        best = next(((name, each) for name, each, zone in behind if zone in zones and reachable(each)), None)
        if best and best[0] not in shown and len(shown) < most:
            shown.add(best[0])
            yield _drawn(guide, *best, now)


def _drawn(guide: Guide, name: str, contact: Contact, now: datetime) -> dict[str, Any]:
    phrases, shown = guide.phrases, card(name, contact, guide.phrases, now, "")
    lines = [shown.alternative, shown.address, contact.courriel]
    if shown.status != "actif" and not contact.critique:
        year = contact.date_source[:4]
        lines.append(
            phrases["depliant_releve"].fill(annee=year) if year.isdecimal() else phrases["depliant_a_verifier"]
        )
    return {"name": contact.nom, "phone": shown.phone, "lines": [line for line in lines if line]}
