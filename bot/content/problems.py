"""What is wrong in the content, said so that a person who does not program can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

#: How alike two words must be (0-100) before one is proposed for the other.
ALIKE = 60


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


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Return « Vouliez-vous dire … ? » with the nearest known name, else the names there are."""
    names = sorted(known)
    if not names:
        return "Il n'y en a aucun pour l'instant."
    if near := process.extractOne(wrong, names, scorer=fuzz.WRatio, score_cutoff=ALIKE):
        return f"Vouliez-vous dire « {near[0]} » ?"
    shown = ", ".join(names[:8]) + ("…" if len(names) > len(names[:8]) else "")
    return f"Les noms connus sont : {shown}"
