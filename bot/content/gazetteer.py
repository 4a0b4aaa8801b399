"""Reads knowledge/communes: all of France in a few hundredths of a second, each commune made when it is asked for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.problems import ContentError, Problem
from bot.core.places import Alias, Commune, Gazetteer, Names, department_of
from bot.core.spelling import in_letters

_INSEE = r"\d[\dAB]\d{3}"
_POSTCODES = r"(?:\d{5}(?: \d{5})*)?"
#: Each file: its header, and what a line must look like. A damaged copy is refused whole, with its first wrong line.
_FILES: Mapping[str, tuple[str, str]] = {
    "communes.csv": (
        "insee;nom;epci;arrondissement;population;codes_postaux",
        rf"{_INSEE};[^;\n]+;(?:\d{{9}})?;(?:[\dAB]{{3,4}})?;\d*;{_POSTCODES}",
    ),
    "noms_anciens_ou_associes.csv": ("code;nom;commune;codes_postaux", rf"{_INSEE};[^;\n]+;{_INSEE};{_POSTCODES}"),
    "anciens_codes.csv": ("ancien;commune", rf"{_INSEE};{_INSEE}"),
    "autres_ecritures.csv": ("nom;commune", rf"[^;\n]+;{_INSEE}"),
    "epci.csv": ("siren;nom", r"\d{9};[^;\n]+"),
    "departements.csv": ("code;nom;region", r"[\dAB]{2,3};[^;\n]+;\d{2,3}"),
    "arrondissements.csv": ("code;nom", r"[\dAB]{3,4};[^;\n]+"),
    "ressorts.csv": ("tribunal;chambre;prudhommes;communes", rf"[^;\n]+;[^;\n]*;[^;\n]+;{_INSEE}(?: {_INSEE})*"),
    "quartiers_prioritaires.csv": ("insee", _INSEE),
}
_MEND = (
    "reprenez le fichier d'origine, ou refaites-le avec « make communes SOURCE=dossier » (voir knowledge/SOURCES.md)"
)


@dataclass(frozen=True, slots=True)
class _Court:
    tribunal: str
    chambre: str | None
    prudhommes: str


class _Communes(Mapping[str, Commune]):
    """Communes by INSEE code, kept as lines of text: 35,000 objects would cost the first screen time and memory."""

    __slots__ = ("_courts", "_lines", "_priority")

    def __init__(self, lines: dict[str, str], courts: dict[str, _Court], priority: frozenset[str]) -> None:
        self._lines = lines
        self._courts = courts
        self._priority = priority

    def __getitem__(self, insee: str) -> Commune:
        _code, name, epci, arrondissement, population, postcodes = self._lines[insee].split(";")
        court = self._courts.get(insee)
        return Commune(
            insee=insee,  # the key itself: 35,000 copies of it would stay in the index
            name=name,
            department=department_of(insee),
            epci=epci or None,
            arrondissement=arrondissement or None,
            population=int(population or 0),
            postcodes=tuple(postcodes.split()),
            tribunal=court.tribunal if court else None,
            chambre=court.chambre if court else None,
            prudhommes=court.prudhommes if court else None,
            priority_districts=insee in self._priority,
        )

    def __contains__(self, insee: object) -> bool:
        return insee in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def load_gazetteer(folder: Path) -> Gazetteer:
    """Read all places of `folder` (knowledge/communes). Raises ContentError naming the file, its line and what to do."""
    lines = {name: _lines(folder / name) for name in _FILES}
    by_code = {line[:5]: line for line in lines["communes.csv"]}
    rows = {name: [line.split(";") for line in found] for name, found in lines.items() if name != "communes.csv"}
    aliases = tuple(Alias(r[0], r[1], r[2], tuple(r[3].split())) for r in rows["noms_anciens_ou_associes.csv"])
    former = {r[0]: r[1] for r in rows["anciens_codes.csv"]}
    courts = {
        code: court
        for tribunal, chambre, prudhommes, codes in rows["ressorts.csv"]
        for court in (_Court(tribunal, chambre or None, prudhommes),)
        for code in codes.split()
    }
    named = {
        "noms_anciens_ou_associes.csv": {alias.insee for alias in aliases},
        "anciens_codes.csv": set(former.values()),
        "autres_ecritures.csv": {insee for _name, insee in rows["autres_ecritures.csv"]},
        "ressorts.csv": set(courts),
        "quartiers_prioritaires.csv": set(lines["quartiers_prioritaires.csv"]),
    }
    for name, codes in named.items():
        if unknown := sorted(codes - by_code.keys()):
            raise _damaged(folder / name, 1, f"la commune {unknown[0]} n'est pas dans communes.csv")
    names = Names(
        departments={r[0]: r[1] for r in rows["departements.csv"]},
        epci={r[0]: r[1] for r in rows["epci.csv"]},
        arrondissements={r[0]: r[1] for r in rows["arrondissements.csv"]},
    )
    communes = _Communes(by_code, courts, frozenset(lines["quartiers_prioritaires.csv"]))
    elsewhere = {in_letters(name): insee for name, insee in rows["autres_ecritures.csv"]}
    return Gazetteer(communes, names, aliases, former, elsewhere)


def _lines(file: Path) -> list[str]:
    header, row = _FILES[file.name]
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _damaged(file, 1, "le fichier manque") from None
    except (OSError, UnicodeDecodeError):
        raise _damaged(file, 1, "le fichier ne se lit pas (il doit être un texte en UTF-8)") from None
    first, *lines = text.splitlines() or [""]
    if first != header:
        raise _damaged(file, 1, f"la première ligne doit être « {header} »")
    if not lines:
        raise _damaged(file, 1, "le fichier est vide")
    good = re.compile(row).fullmatch
    if not all(map(good, lines)):
        wrong = next(number for number, line in enumerate(lines, start=2) if not good(line))
        raise _damaged(file, wrong, "la ligne n'a pas la forme attendue")
    return lines


def _damaged(file: Path, line: int, what: str) -> ContentError:
    return ContentError([Problem(f"{file.parent.name}/{file.name}", line, "critique", "communes", what, _MEND)])
