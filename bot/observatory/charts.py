"""Charts as inline SVG: dark on white, with every number written out, so that they survive printing and grey scales."""

from collections.abc import Sequence
from html import escape

#: Contrast with white: 8.6 and 4.9 to 1.
_INK, _LINE = "#1b3a5c", "#6b6f76"
_WIDTH, _NAMES, _ROW = 760, 370, 26


def bars(title: str, rows: Sequence[tuple[str, int | None]], hidden: str) -> str:
    """Return horizontal bars, one a row; a number that is not shown stands as a word, without a bar that could be measured."""
    highest = max((n for _, n in rows if n is not None), default=0) or 1
    height = _ROW * len(rows) + 8
    parts = [_open(title, height)]
    for at, (name, n) in enumerate(rows):
        y = at * _ROW + 4
        parts.append(f'<text x="{_NAMES - 8}" y="{y + 16}" text-anchor="end">{escape(_short(name))}</text>')
        if n is None:
            parts.append(f'<text x="{_NAMES + 4}" y="{y + 16}" class="muted">{escape(hidden)}</text>')
            continue
        width = round((_WIDTH - _NAMES - 70) * n / highest, 1)
        parts.append(f'<rect x="{_NAMES}" y="{y + 2}" width="{width}" height="{_ROW - 8}" fill="{_INK}"/>')
        parts.append(f'<text x="{_NAMES + width + 6}" y="{y + 16}">{number(n)}</text>')
    return "".join([*parts, "</svg>"])


def line(title: str, points: Sequence[tuple[str, int | None]], breaks: Sequence[int], mark: str) -> str:
    """Return a time series. `breaks` are the numbers of the points before which the series is cut; a gap stays a gap."""
    highest = max((n for _, n in points if n is not None), default=0) or 1
    step = (_WIDTH - 80) / max(len(points) - 1, 1)
    place = [(40 + at * step, None if n is None else 190 - 150 * n / highest) for at, (_, n) in enumerate(points)]
    parts = [_open(title, 240), f'<line x1="30" y1="190" x2="{_WIDTH - 30}" y2="190" stroke="{_LINE}"/>']
    for at, ((name, n), (x, y)) in enumerate(zip(points, place, strict=True)):
        parts.append(f'<text x="{x:.1f}" y="212" text-anchor="middle">{escape(name)}</text>')
        if at in breaks:
            cut = x - step / 2
            parts.append(
                f'<line x1="{cut:.1f}" y1="20" x2="{cut:.1f}" y2="190" stroke="{_LINE}" stroke-dasharray="4 4"/>'
            )
            parts.append(f'<text x="{cut:.1f}" y="14" text-anchor="middle" class="muted">{escape(mark)}</text>')
        if y is None:
            continue
        before = place[at - 1] if at else (0.0, None)
        if before[1] is not None and at not in breaks:
            parts.append(
                f'<line x1="{before[0]:.1f}" y1="{before[1]:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="{_INK}" stroke-width="2"/>'
            )
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_INK}"/>')
        parts.append(f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle">{number(n or 0)}</text>')
    return "".join([*parts, "</svg>"])


def _open(title: str, height: int) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title, quote=True)}">'


def _short(name: str, most: int = 44) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def number(n: int) -> str:
    """Write a number as French readers do, thousands apart by a narrow space that does not break."""
    return f"{n:,}".replace(",", "\u202f")
