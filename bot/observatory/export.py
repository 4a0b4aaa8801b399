"""`relais export`: closed periods become frozen releases, once; then their files are copied where they are wanted."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from bot.core.guide import Guide
from bot.observatory.argus import running
from bot.observatory.cell import Cell
from bot.observatory.formats import FORMATS, Invented, Made, as_json, files
from bot.observatory.layout import Layout, layout
from bot.observatory.margins import MANY
from bot.observatory.periods import PeriodError, is_school_year, is_year, label, quarters_of, span
from bot.observatory.protect import Table, protect
from bot.observatory.published import Document
from bot.observatory.release import DATA, Archive, digest
from bot.observatory.store import Delta
from bot.observatory.tables import CONTENT, SERIES, VERSION
from bot.observatory.upkeep import closed

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """What an export starts from: the content, the counts, the moment, and where the counts come from if not from residents."""

    guide: Guide
    counts: Mapping[Cell, int]
    now: datetime
    invented: Invented = ""


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
    plans = {school: layout(source.guide, school=school) for school in {is_school_year(each) for each in missing}}
    for some in ([each for each in missing if not is_year(each)], [each for each in missing if is_year(each)]):
        for period, tables in _protected(plans, source.counts, some, archive, say):
            _freeze(source, plans[is_school_year(period)], archive, period, tables)
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


def _protected(
    plans: Mapping[bool, Layout], counts: Mapping[Cell, int], periods: Sequence[str], archive: Archive, say: Say
) -> Iterator[tuple[str, Sequence[Table]]]:
    """Protect periods that have nothing to do with each other, as many at a time as there are processors; yield in order.

    A quarter is protected by itself, a year against its quarters only.
    """
    earlier = {period: [each for each in archive.documents() if each["period"][:4] == period[:4]] for period in periods}
    count = min(len(periods), len(os.sched_getaffinity(0)))
    if count < 2:  # noqa: PLR2004 - one needs no helper
        for period in periods:
            say(f"{label(period)} : protection")
            yield period, _alone(plans[is_school_year(period)], counts, period, earlier[period], say)
        return
    with ProcessPoolExecutor(count, get_context("spawn")) as pool:
        asked = {
            period: pool.submit(_alone, plans[is_school_year(period)], counts, period, earlier[period])
            for period in periods
        }
        for number, (period, answer) in enumerate(asked.items(), 1):
            say(f"{label(period)} ({number}/{len(asked)}) : protection")
            try:
                yield period, answer.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _alone(
    plan: Layout, counts: Mapping[Cell, int], period: str, earlier: Sequence[Document], say: Say = lambda _: None
) -> Sequence[Table]:
    """Protect one period, in whatever process this is."""
    mine = {cell: n for cell, n in counts.items() if cell.period[:4] == period[:4]}
    with running() as argus:
        return protect(plan, mine, period, earlier, argus, say=say)


def _freeze(source: Source, plan: Layout, archive: Archive, period: str, tables: Sequence[Table]) -> None:
    document = {
        "format": 1,
        "period": period,
        "created": source.now.isoformat(timespec="seconds"),
        "simulation": bool(source.invented),
        "content_versions": counted_with(source.counts, period, VERSION),
        "sha256": digest(tables),
        "tables": tables,
    }
    series = counted_with(source.counts, period, SERIES)
    archive.freeze(
        period,
        {
            DATA: as_json(document),
            **files(source.guide, plan, archive, document, Made(series, source.invented)),
        },
    )


def counted_with(counts: Mapping[Cell, int], period: str, name: str) -> list[str]:
    """Return with which contents (VERSION, or SERIES) a period was counted, while it was.

    One with fewer conversations than may be shown is left out: an empty period and a tiny one must look the same.
    """
    sums: Counter[str] = Counter()
    for cell, n in counts.items():
        if cell.table == CONTENT and cell.period == period:
            sums[dict(cell.values)[name]] += n
    return sorted(content for content, n in sums.items() if n >= MANY)
