"""Reads knowledge/communes: all of France in a few hundredths of a second, each commune made when it is asked for."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.content.problems import ContentError, Problem
from bot.core.places import Alias, Commune, Gazetteer, Names, department_of
from bot.core.spelling import in_letters

_CODE = 5  # letters of a commune's code
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
    """Communes by INSEE code, in its order, kept as one text and where its lines begin: 35,000 objects would cost time and memory."""

    __slots__ = ("_begins", "_courts", "_numbers", "_priority", "_text")

    def __init__(self, lines: Iterable[str], courts: dict[str, _Court], priority: frozenset[str]) -> None:
        self._text, self._begins, self._numbers = bytearray(), array("I", [0]), array("I")
        for line in lines:
            self._numbers.append(_number(line[:_CODE]))
            self._text += line.encode() + b"\n"
            self._begins.append(len(self._text))
        self._courts = courts
        self._priority = priority

    def __getitem__(self, insee: str) -> Commune:
        place = self._place(insee)
        if place is None:
            raise KeyError(insee)
        line = self._text[self._begins[place] : self._begins[place + 1] - 1].decode()
        _code, name, epci, arrondissement, population, postcodes = line.split(";")
        court = self._courts.get(insee)
        return Commune(
            insee=insee,
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
        return isinstance(insee, str) and self._place(insee) is not None

    def _place(self, insee: str) -> int | None:
        place = bisect_left(self._numbers, _number(insee))
        return place if place < len(self) and self._code(place) == insee else None

    def _code(self, place: int) -> str:
        begin = self._begins[place]
        return self._text[begin : begin + _CODE].decode()

    def __iter__(self) -> Iterator[str]:
        return map(self._code, range(len(self)))

    def __len__(self) -> int:
        return len(self._numbers)


def _number(insee: str) -> int:
    """Return a code as a number, Corsica's letters included: in the same order, and found faster than text."""
    try:
        return int(insee, 12)
    except ValueError:
        return 0


def load_gazetteer(folder: Path) -> Gazetteer:
    """Read all places of `folder` (knowledge/communes). Raises ContentError naming the file, its line and what to do."""
    rows = {name: [line.split(";") for line in _lines(folder / name)] for name in _FILES if name != "communes.csv"}
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
        "quartiers_prioritaires.csv": {insee for (insee,) in rows["quartiers_prioritaires.csv"]},
    }
    communes = _Communes(_lines(folder / "communes.csv"), courts, frozenset(named["quartiers_prioritaires.csv"]))
    if any(code >= following for code, following in pairwise(communes)):
        raise _damaged(folder / "communes.csv", 1, "les communes ne sont pas dans l'ordre de leurs codes")
    strange = set[str]().union(*named.values()).difference(communes)
    for name, codes in named.items():
        if unknown := sorted(codes & strange):
            raise _damaged(folder / name, 1, f"la commune {unknown[0]} n'est pas dans communes.csv")
    names = Names(
        departments={r[0]: r[1] for r in rows["departements.csv"]},
        epci={r[0]: r[1] for r in rows["epci.csv"]},
        arrondissements={r[0]: r[1] for r in rows["arrondissements.csv"]},
    )
    elsewhere = {in_letters(name): insee for name, insee in rows["autres_ecritures.csv"]}
    return Gazetteer(communes, names, aliases, former, elsewhere)


def _lines(file: Path) -> Iterator[str]:
    """Yield the lines after the header, each of the right form; all of France at once would cost memory that is never given back."""
    header, row = _FILES[file.name]
    good = re.compile(row).fullmatch
    number = 1
    try:
        with file.open(encoding="utf-8-sig") as text:
            if text.readline().rstrip("\n") != header:
                raise _damaged(file, number, f"la première ligne doit être « {header} »")
            for number, written in enumerate(text, start=2):
                line = written.rstrip("\n")
                if not good(line):
                    raise _damaged(file, number, "la ligne n'a pas la forme attendue")
                yield line
    except FileNotFoundError:
        raise _damaged(file, 1, "le fichier manque") from None
    except (OSError, UnicodeDecodeError):
        raise _damaged(file, 1, "le fichier ne se lit pas (il doit être un texte en UTF-8)") from None
    if number == 1:
        raise _damaged(file, 1, "le fichier est vide")


def _damaged(file: Path, line: int, what: str) -> ContentError:
    return ContentError([Problem(f"{file.parent.name}/{file.name}", line, "critique", "communes", what, _MEND)])
