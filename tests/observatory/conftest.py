"""Stores of every kind, a codebook, and a clock that tests move."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.facts import Facts
from bot.core.view import Outcome
from bot.observatory.address import open_store
from bot.observatory.store import Store
from bot.observatory.tables import Codebook, Seen, codebook
from bot.volatile import Volatile
from tests.observatory.cases import KNOWLEDGE, NOON, VALENCIENNES, Beside, Clock, observed
from tests.servers import Postgres, Valkey


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


def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.emptied()
    return f"sqlite:///{tmp_path / 'relais.db'}" if request.param == "sqlite" else str(request.param)


@pytest.fixture(params=["memory:", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty store of each kind."""
    return address(request, tmp_path)


@pytest.fixture(params=["memory:", "sqlite", "postgresql", "redis"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Return an empty store of each kind; the last one has a Redis beside it, which `counting` uses."""
    if request.param == "redis":
        server: Valkey = request.getfixturevalue("valkey")
        volatile = Volatile(server.url, "token")
        yield Beside(tmp_path / "relais.db", volatile)
        volatile.close()
    else:
        yield open_store(address(request, tmp_path))


@pytest.fixture
def clock() -> Clock:
    return Clock()
