"""Numbers for Prometheus: all that the issue names, nothing about anybody, on a port of their own."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from datetime import datetime

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.guide import Guide
from bot.figures import BOUNDS, Figures
from bot.observatory.tally import Health
from bot.operations.metrics import HEALTH, Watched, serving
from bot.settings import SettingsError
from tests.servers import free_port

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


async def scrape(port: int) -> tuple[str, Samples]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.status == 200
        text = await answer.text()
    found = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    return text, found


@asynccontextmanager
async def watching(watched: Watched, worker: int = 0) -> AsyncIterator[int]:
    port = free_port()
    async with serving(f"127.0.0.1:{port}", watched, worker):
        yield port + worker


@pytest.fixture
def watched(guide: Guide, now: datetime) -> Watched:
    return Watched(Figures(), lambda: Health(at_stake=7, over_the_cap=2, degraded=True), lambda: guide, lambda: now)


async def test_a_scrape_says_how_the_bot_does(watched: Watched, guide: Guide) -> None:
    for kind in ("message", "message", "callback_query"):
        watched.figures.accepted(kind)
    watched.figures.handled(0.03)
    watched.figures.handled(500.0)
    watched.figures.failed()
    async with watching(watched) as port:
        logging.getLogger("relais.telegram").warning("getUpdates: TelegramServerError")
        _, found = await scrape(port)

    assert found["relais_updates_total", (("kind", "message"),)] == 2
    assert found["relais_updates_waiting", ()] == 1
    assert found["relais_update_errors_total", ()] == 1
    assert found["relais_update_seconds_count", ()] == 2
    assert found["relais_update_seconds_bucket", (("le", "0.05"),)] == 1
    assert found["relais_update_seconds_bucket", (("le", str(BOUNDS[-1])),)] == 1
    assert found["relais_update_seconds_bucket", (("le", "+Inf"),)] == 2
    assert found["relais_counting_at_stake", ()] == 7
    assert found["relais_counting_over_the_cap_total", ()] == 2
    assert found["relais_counting_degraded", ()] == 1
    assert found["relais_content_info", (("version", guide.version),)] == 1
    assert found["relais_contacts_to_verify", (("state", "jamais"),)] > 0
    assert found["relais_log_lines_total", (("level", "warning"), ("logger", "relais.telegram"))] == 1
    assert found["process_resident_memory_bytes", ()] > 0


def test_every_figure_of_the_tally_is_explained() -> None:
    assert set(HEALTH) == {each.name for each in fields(Health)}


async def test_no_label_holds_a_fact(watched: Watched, guide: Guide) -> None:
    async with watching(watched) as port:
        text, found = await scrape(port)
    labels = {name for _, pairs in found for name, _ in pairs}
    assert labels <= {"kind", "le", "logger", "level", "version", "state"}
    knowledge = guide.knowledge
    for name in (*knowledge.domains, *knowledge.criteria, *knowledge.kinds, *guide.flows):
        assert f'"{name}"' not in text


async def test_each_worker_has_the_next_port(watched: Watched) -> None:
    async with watching(watched, worker=0) as first, watching(replace(watched), worker=2) as third:
        assert (await scrape(first))[1]
        assert (await scrape(third))[1]


async def test_a_taken_port_is_said_by_its_setting(watched: Watched) -> None:
    async with watching(watched) as port:
        with pytest.raises(SettingsError, match="BOT_METRICS_LISTEN"):
            async with serving(f"127.0.0.1:{port}", watched):
                pass


async def test_only_get_metrics_answers(watched: Watched) -> None:
    async with watching(watched) as port, aiohttp.ClientSession() as session:
        for method, path, status in (("GET", "/", 404), ("POST", "/metrics", 405), ("GET", "/metrics/../x", 404)):
            async with session.request(method, f"http://127.0.0.1:{port}{path}") as answer:
                assert answer.status == status
