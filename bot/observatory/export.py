"""`relais export`: closed periods become frozen releases, once; then their files are copied where they are wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.guide import Guide
from bot.observatory.argus import Argus, running
from bot.observatory.formats import FORMATS, as_json, files
from bot.observatory.layout import Layout, layout
from bot.observatory.periods import PeriodError, is_school_year, is_year, label, quarters_of, span
from bot.observatory.protect import protect
from bot.observatory.release import Archive, digest
from bot.observatory.store import Delta
from bot.observatory.tables import Cell
from bot.observatory.upkeep import closed

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """What an export starts from: the content, the counts, the moment, and whether residents were invented."""

    guide: Guide
    counts: Mapping[Cell, int]
    now: datetime
    simulation: bool = False


def wanted(first: str, last: str, now: datetime) -> tuple[str, ...]:
    """Return the periods that are asked for; raise PeriodError where one is not closed yet."""
    periods = span(first, last)
    for period in periods:
        if not closed(period, now):
            message = (
                f"« {period} » n'est pas encore close : une période se publie 48 heures après sa fin (heure de Paris)."
            )
            raise PeriodError(message)
    return periods


def counts_of(sums: Sequence[Delta]) -> Mapping[Cell, int]:
    """Return sums as the grid reads them."""
    return dict(sums)


def export(  # noqa: PLR0913 - one command's options
    source: Source, archive: Archive, periods: Sequence[str], out: Path, *, form: str = "all", say: Say = lambda _: None
) -> list[Path]:
    """Freeze the periods that are not frozen yet, then copy them to `out`; return the files written.

    A year comes after its quarters, which it is protected against. Raise UnprotectableError where a release would give
    something away: then nothing of that period is written.
    """
    suffixes = FORMATS[form]
    missing = [period for period in _with_quarters(periods) if period not in archive.periods()]
    if missing:
        with running() as argus:
            for number, period in enumerate(missing, 1):
                say(f"{label(period)} ({number}/{len(missing)}) : protection")
                plan = layout(source.guide, school=is_school_year(period))
                _freeze(source, plan, archive, period, argus, say)
    written: list[Path] = []
    for period in periods:
        written += archive.copy(period, out, suffixes)
        if why := archive.withdrawn(period):
            say(f"{label(period)} : {why}")
    return written


def _with_quarters(periods: Sequence[str]) -> list[str]:
    return list(
        dict.fromkeys(
            each for period in periods for each in (*(quarters_of(period) if is_year(period) else ()), period)
        )
    )


def _freeze(  # noqa: PLR0913, PLR0917 - a private step of export, with what it has
    source: Source, plan: Layout, archive: Archive, period: str, argus: Argus, say: Say
) -> None:
    tables = protect(plan, source.counts, period, archive.documents(), argus, say=say)
    document = {
        "format": 1,
        "period": period,
        "created": source.now.isoformat(timespec="seconds"),
        "simulation": source.simulation,
        "content_versions": [plan.version],
        "sha256": digest(tables),
        "tables": tables,
    }
    archive.freeze(period, {as_json(document)[0]: as_json(document)[1], **files(source.guide, plan, archive, document)})
