"""Stores of both kinds, a codebook, and a clock that tests move."""

from pathlib import Path

import pytest

from bot.core.facts import Facts
from bot.core.view import Outcome
from bot.observatory.sqlite import SqliteStore
from bot.observatory.store import MemoryStore, Store
from bot.observatory.tables import Codebook, Seen, codebook
from tests.observatory.cases import KNOWLEDGE, NOON, VALENCIENNES, Clock, observed


@pytest.fixture(scope="session")
def book() -> Codebook:
    return codebook(KNOWLEDGE, observed())


@pytest.fixture
def housing() -> Seen:
    """Return a flat refused because of the name in Valenciennes, on its result screen."""
    return Seen(
        at=NOON,
        facts=Facts(
            domain="private_housing", treatment="refusal", criteria=("surname",), reason="named", facts_insee="59606"
        ),
        territory=VALENCIENNES,
        outcome=Outcome("direct_discrimination"),
        first_orientation="ddd_3928",
        channel="affiche",
        language="fr",
        step="resultat",
    )


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "relais.db")


@pytest.fixture
def clock() -> Clock:
    return Clock()
