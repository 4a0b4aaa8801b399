"""A small codebook, cells, and a clock that tests move."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bot.core.knowledge import Knowledge
from bot.core.observed import Observed
from bot.observatory.cell import Cell, Counted, by_table
from bot.observatory.shared import SharedTally
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import Delta, Store
from bot.observatory.tally import BatchTally, Pace, Tally
from bot.volatile import Volatile

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
VALENCIENNES = "epci:245901160"

_FACT = {"statut": "verified", "source": "essai"}
KNOWLEDGE = Knowledge.model_validate(
    {
        "familles_de_domaines": {"logement": {"libelle": "Logement"}, "sante": {"libelle": "Santé"}},
        "domaines": {
            "private_housing": {"libelle": "Logement privé", "famille": "logement", **_FACT},
            "social_housing": {"libelle": "Logement social", "famille": "logement", **_FACT},
            "health": {"libelle": "Santé", "famille": "sante", **_FACT},
        },
        "familles_de_criteres": {
            "origine_religion": {"libelle": "Origine"},
            "handicap_sante": {"libelle": "Santé"},
            "autre": {"libelle": "Autre"},
        },
        "criteres": {
            name: {
                "libelle": name,
                "a_cause_de": name,
                "explication": name,
                "textes": ["CP"],
                "famille": family,
                **_FACT,
            }
            for name, family in {
                "origin": "origine_religion",
                "surname": "origine_religion",
                "disability": "handicap_sante",
                "economic_vulnerability": "autre",
            }.items()
        },
        "traitements": {"refusal": {"libelle": "Refus"}},
        "types": {
            name: {"code": "O1", "libelle": name, "formule": "Cela peut correspondre à…", **_FACT}
            for name in ("direct_discrimination", "care_refusal", "unclear")
        },
        "canaux": {"affiche": {"code": "za", "libelle": "Affiche", "compte": "oui"}},
        "portes": {"ddd_3928": {"libelle": "39 28", "niveau": "national"}},
    }
)


def observed() -> Observed:
    text = (ROOT / "knowledge" / "observatoire.yaml").read_text(encoding="utf-8")
    return Observed.model_validate(yaml.load(text, Loader=yaml.CBaseLoader)["observatoire"])  # noqa: S506 - BaseLoader makes text only


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return the time that it is for the test."""
        return self.now


class Beside(SqliteStore):
    """A file, and a Redis beside it."""

    def __init__(self, path: Path, volatile: Volatile) -> None:
        super().__init__(path)
        self.volatile = volatile


def counting(store: Store, clock: Clock | None = None, **pace: float) -> Tally:
    """Count at a pace of the test's own, under a clock that stands still; over Redis where the store has one beside it."""
    if isinstance(store, Beside):
        return SharedTally(store, store.volatile, pace=Pace(**pace), clock=clock or Clock())  # type: ignore[arg-type]  # as below
    return BatchTally(store, pace=Pace(**pace), clock=clock or Clock())  # type: ignore[arg-type]  # whole numbers where they are due


async def until(ready: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait for something that a background task does."""
    async with asyncio.timeout(seconds):
        while not ready():  # noqa: ASYNC110 - the tally has no event for tests
            await asyncio.sleep(0.005)


def cell(value: str, table: str = "domain", territory: str = VALENCIENNES, period: str = "2026-Q4") -> Cell:
    return Cell(table, period, territory, ((table, value),))


def one(value: str, *more: str) -> Counted:
    return by_table([cell(value), *(cell(name, "kind") for name in more)])


def flat(counted: Counted) -> list[Cell]:
    return [cell for cells in counted.values() for cell in cells]


def counted(sums: list[Delta]) -> dict[str, int]:
    """Read sums as a test wants to: value → n."""
    return dict(Counter({next(iter(cell.values))[1]: n for cell, n in sums}))


def find(territories: dict[str, tuple[str, str | None]]) -> Callable[[str], "Found | None"]:
    return lambda insee: Found(*territories[insee]) if insee in territories else None


class Found:
    """A commune as a gazetteer finds it."""

    def __init__(self, department: str, epci: str | None) -> None:
        self.department = department
        self.epci = epci
