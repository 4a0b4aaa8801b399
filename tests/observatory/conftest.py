"""Stores of every kind, a codebook, and a clock that tests move."""

from pathlib import Path

import pytest

from bot.core.facts import Facts
from bot.core.view import Outcome
from bot.observatory.address import open_store
from bot.observatory.store import Store
from bot.observatory.tables import Codebook, Seen, codebook
from tests.observatory.cases import KNOWLEDGE, NOON, VALENCIENNES, Clock, observed
from tests.servers import Postgres


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


@pytest.fixture(params=["memory:", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty store of each kind."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.emptied()
    return f"sqlite:///{tmp_path / 'relais.db'}" if request.param == "sqlite" else str(request.param)


@pytest.fixture
def store(url: str) -> Store:
    return open_store(url)


@pytest.fixture
def clock() -> Clock:
    return Clock()
