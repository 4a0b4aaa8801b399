"""What is wrong in the content, said so that a person who does not program can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

#: How alike two words must be (0-100) before one is proposed for the other.
ALIKE = 60
#: From here it is the same word misspelt.
ALMOST = 80


Level = Literal["critique", "avertissement"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it stands, what it is, what to do. `critique` forbids the content, `avertissement` does not."""

    file: str
    line: int
    level: Level
    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        """Return the line that `relais check` prints."""
        where = f"{self.where} : " if self.where else ""
        return f"{self.file}:{self.line}: {self.level}: {where}{self.what} : {self.mend}"


class ContentError(Exception):
    """All the mistakes of the content at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(wrong: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> str:
    """Return « Vouliez-vous dire … ? » with the nearest known name, else the names there are.

    `labels` are what people call the names: somebody who writes « logement » means `private_housing`.
    """
    names = sorted(known)
    if not names:
        return "Il n'y en a aucun pour l'instant."
    same = process.extractOne(wrong, names, scorer=fuzz.ratio, processor=_folded, score_cutoff=ALMOST)
    called = process.extractOne(wrong, labels or {}, scorer=fuzz.WRatio, processor=_folded, score_cutoff=ALMOST)
    near = process.extractOne(wrong, names, scorer=fuzz.WRatio, processor=_folded, score_cutoff=ALIKE)
    if same or not called:
        if found := same or near:
            return f"Vouliez-vous dire « {found[0]} » ?"
    else:
        return f"Vouliez-vous dire « {called[2]} » ({called[0]}) ?"
    shown = ", ".join(names[:8]) + ("…" if len(names) > len(names[:8]) else "")
    return f"Les noms connus sont : {shown}"


def _folded(text: str) -> str:
    return text.lower().replace("_", " ")
