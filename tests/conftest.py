"""What every test may ask for: the real guide, a fixed Tuesday morning, real servers, `--update` for the transcripts."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import hypothesis
import pytest

from bot.app import load_guide
from bot.content import source
from bot.core.guide import Guide
from bot.settings import PARIS, Settings
from tests.servers import Postgres, Valkey

# A shared machine stalls: what takes long is measured in benchmarks/, not here.
hypothesis.settings.register_profile("relais", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("relais")

ROOT = Path(__file__).parent.parent
#: A Tuesday at 10:30: the 39 28 answers.
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="draw the transcripts and the truth table again")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(flows=ROOT / "flows", knowledge=ROOT / "knowledge", now=NOW)


@pytest.fixture(scope="session")
def guide(settings: Settings) -> Guide:
    return load_guide(settings)


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """Let the same bytes be parsed once a run: the real parser, and most of what tests of the content would wait for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "parse", lru_cache(maxsize=1024)(source.parse))
        yield


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL that runs; a test that stops it starts it again."""
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    server = Valkey()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def valkey(valkey_server: Valkey) -> Valkey:
    """Return a Redis that runs and holds nothing; a test that stops it starts it again."""
    valkey_server.ask("FLUSHALL")
    return valkey_server
