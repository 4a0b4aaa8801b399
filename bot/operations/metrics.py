"""Numbers for Prometheus, on a port of their own: how the bot does, nothing of what it is told.

Each worker is a process with its own numbers and its own port, the first one's plus its place: nothing is shared, and
nothing is written to be shared.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.content.fresh import to_verify
from bot.core.guide import Guide
from bot.figures import BOUNDS, Figures
from bot.logs import OURS
from bot.observatory.tally import Health
from bot.settings import SettingsError, host_port

#: What each of the tally's figures says; those in GAUGES go up and down.
HEALTH = {
    "open": "Conversations that may still change what they added.",
    "waiting": "Conversations that changed something not written yet.",
    "at_stake": "The most conversations that a fault (kill -9, power) may now count twice or not at all.",
    "over_the_cap": "Conversations not counted: their chat had begun its three of the day.",
    "batches": "Batches written to the database.",
    "failures": "Writes that the database refused; their sums are kept and tried again.",
    "refused_cells": "Cells not counted: they were not well formed.",
    "degraded": "1 from the first failed write to the next good one.",
}
GAUGES = frozenset({"open", "waiting", "at_stake", "degraded"})


class LogLines(logging.Handler):
    """Counts our own warnings and errors, by logger and level."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: Counter[tuple[str, str]] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line; a library's lines are told by the library's name."""
        top = record.name.partition(".")[0]
        self.lines[record.name if top in OURS else top, record.levelname.lower()] += 1


@dataclass(frozen=True, slots=True)
class Watched:
    """What a scrape reads, each from where it lives."""

    figures: Figures
    health: Callable[[], Health]
    guide: Callable[[], Guide]
    clock: Callable[[], datetime]
    log: LogLines = field(default_factory=LogLines)


class Numbers(Collector):
    """Turns what is watched into Prometheus's families, at each scrape."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def collect(self) -> Iterator[Metric]:
        """Yield every family; labels hold kinds of update, names of loggers and states, never a domain nor a step."""
        yield from _updates(self._watched.figures)
        lines = CounterMetricFamily("relais_log_lines", "Warnings and errors logged.", labels=["logger", "level"])
        for (name, level), n in sorted(self._watched.log.lines.items()):
            lines.add_metric([name, level], n)
        yield lines
        yield from _counting(self._watched.health())
        guide = self._watched.guide()
        yield InfoMetricFamily("relais_content", "The content in service.", value={"version": guide.version})
        contacts = GaugeMetricFamily(
            "relais_contacts_to_verify", "Contacts shown as to be verified, or soon to be.", labels=["state"]
        )
        for state, n in to_verify(guide.knowledge.contacts.values(), self._watched.clock().date()).items():
            contacts.add_metric([state], n)
        yield contacts


def _updates(figures: Figures) -> Iterator[Metric]:
    updates = CounterMetricFamily("relais_updates", "Updates taken in, each once.", labels=["kind"])
    for kind, n in sorted(figures.updates.items()):
        updates.add_metric([kind], n)
    yield updates
    yield CounterMetricFamily("relais_update_errors", "Updates that met a bug of ours.", value=figures.errors)
    yield GaugeMetricFamily("relais_updates_waiting", "Updates taken in and not handled yet.", value=figures.waiting)
    total, buckets = 0, []
    for bound, n in zip((*map(str, BOUNDS), "+Inf"), figures.buckets, strict=True):
        total += n
        buckets.append((bound, float(total)))
    yield HistogramMetricFamily(
        "relais_update_seconds", "From taking an update in to having answered it.", buckets, figures.seconds
    )


def _counting(health: Health) -> Iterator[Metric]:
    for each in fields(health):
        family = GaugeMetricFamily if each.name in GAUGES else CounterMetricFamily
        yield family(f"relais_counting_{each.name}", HEALTH[each.name], value=float(getattr(health, each.name)))


@asynccontextmanager
async def serving(listen: str, watched: Watched, worker: int = 0) -> AsyncIterator[None]:
    """Answer GET /metrics until the block ends. `worker` counts from 0.

    Raises SettingsError where the port is taken or the address is not this machine's.
    """
    registry = CollectorRegistry()
    registry.register(Numbers(watched))
    ProcessCollector(registry=registry)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    host, port = host_port(listen)
    logging.getLogger().addHandler(watched.log)
    try:
        try:
            await web.TCPSite(runner, host, port + worker).start()
        except (OSError, OverflowError) as error:
            message = f"BOT_METRICS_LISTEN : {host}:{port + worker} ne peut pas être ouvert ({type(error).__name__}). Choisissez un port libre."
            raise SettingsError(message) from None
        yield
    finally:
        logging.getLogger().removeHandler(watched.log)
        await runner.cleanup()
