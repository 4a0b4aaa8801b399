"""The ministry's « Liste des juridictions compétentes pour les communes de France » → knowledge/communes/ressorts.csv.

The file that ships is rebuilt from the texts of law (see knowledge/SOURCES.md); who has the official one puts it in its
place, and sees first what would change.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.problems import ContentError, Problem
from bot.core.places import HOME, Gazetteer

HEADER = "tribunal;chambre;prudhommes;communes"
#: Columns of the official file; typographic apostrophes and spaces are folded before they are compared.
COMMUNE, TRIBUNAL, CHAMBER, COUNCIL = (
    "commune",
    "tribunal judiciaire compétent",
    "tribunal de proximité compétent",
    "conseil de prud'hommes compétent",
)
_KIND = re.compile(
    r"(?i)^(?:tribunal judiciaire|tribunal de proximité|chambre de proximité|conseil de prud['’]hommes|tj|tprx|cph)\s+"
    r"(?:de la |de l['’]|des |du |de |d['’])?"
)
_ARTICLES = re.compile(r"(?i)^(?:de |d['’])")


@dataclass(frozen=True, slots=True)
class Jurisdictions:
    """The new file, and for each commune that changes: its code, what is known, what the official file says."""

    text: str
    changes: tuple[tuple[str, str, str], ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def import_jurisdictions(raw: bytes, name: str, gazetteer: Gazetteer) -> Jurisdictions:
    """Read the official file for the communes of the region; ContentError where it is another file."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    changes: list[tuple[str, str, str]] = []
    unknown: list[str] = []
    seen: set[str] = set()
    for insee, courts in _rows(raw, name):
        commune = gazetteer.communes.get(insee)
        if insee[:2] not in HOME:
            continue
        if commune is None:
            unknown.append(insee)
            continue
        seen.add(insee)
        groups.setdefault(courts, []).append(insee)
        before = (commune.tribunal or "", commune.chambre or "", commune.prudhommes or "")
        if before != courts:
            changes.append((insee, " / ".join(before), " / ".join(courts)))
    missing = sorted(code for code in gazetteer.communes if code[:2] in HOME and code not in seen)
    lines = sorted(";".join((*courts, " ".join(sorted(codes)))) for courts, codes in groups.items())
    return Jurisdictions("\n".join([HEADER, *lines]) + "\n", tuple(sorted(changes)), tuple(unknown), tuple(missing))


def _rows(raw: bytes, name: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    columns = {_folded(column): column for column in rows.fieldnames or ()}
    for wanted in (COMMUNE, TRIBUNAL, CHAMBER, COUNCIL):
        if wanted not in columns:
            what = f"il manque la colonne « {wanted} »"
            mend = "Prenez la « Liste des juridictions compétentes pour les communes de France » du ministère de la Justice, en CSV."
            raise ContentError([Problem(name, 1, "critique", "", what, mend)])
    for row in rows:
        insee = (row[columns[COMMUNE]] or "").strip().zfill(5)
        tribunal, chamber, council = (_town(row[columns[each]] or "") for each in (TRIBUNAL, CHAMBER, COUNCIL))
        if tribunal:
            yield insee, (tribunal, "" if chamber == tribunal else chamber, council)


def _folded(column: str) -> str:
    return " ".join(column.replace("’", "'").lower().split())


def _town(written: str) -> str:
    """Return the town of a jurisdiction: « Tribunal judiciaire de Valenciennes » → « Valenciennes »."""
    return _ARTICLES.sub("", _KIND.sub("", " ".join(written.split()))).strip()
