"""Words → an accessible PDF (PDF/UA-1), in memory, with fonts of our own and nothing in it that says who, with what or when.

The typesetter reads our own templates; partners' and residents' words reach it as data, never as its code.
"""

import json
import re
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"

#: What the typesetter writes about itself. Blanked byte for byte, so that no address inside the file moves.
_TRACES = (
    re.compile(rb"/(?:Creator|Producer|Author)\((?:[^()\\]|\\.)*\)"),
    re.compile(rb"<(xmp:CreatorTool|pdf:Producer|dc:creator)>.*?</\1>", re.DOTALL),
    re.compile(rb' x:xmptk="[^"]*"'),
)
#: Drawn by no font, since they are not seen: they keep a number in order inside Arabic.
ISOLATES = frozenset({0x2068, 0x2069})
_SEGMENT_MAP, _GROUP_MAP = 4, 12
_LAST = 0xFFFF


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF that a template of this folder makes of the data; the same data make the same bytes.

    Signs that no shipped font can draw (emoji) are left out: a reader would hear or see a box.
    """
    import typst  # noqa: PLC0415 - only who makes a document pays for the typesetter

    # One compiler a document: it keeps what it was given, and must go away with it.
    compiler = typst.Compiler(
        (HERE / template).read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_drawable(data), ensure_ascii=False)},
    )
    # One PDF comes as bytes; only images come as a list, a page each.
    return neutral(cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"])))


def neutral(pdf: bytes) -> bytes:
    """Return the file without its author, creator and producer, in the information dictionary and in XMP."""
    for trace in _TRACES:
        pdf = trace.sub(lambda found: b" " * len(found[0]), pdf)
    return pdf


def drawable(text: str) -> str:
    """Return the text without the signs that no shipped font can draw, and without control characters."""
    known = _characters()
    return "".join(each for each in text if each == "\n" or ord(each) in known)


def _drawable(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        # An image is data for a decoder, not words.
        return value if value.startswith("<svg") else drawable(value)
    if isinstance(value, Mapping):
        return {key: _drawable(each) for key, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _characters() -> frozenset[int]:
    """Return the code points that both a regular and a bold font, or the fallback, can draw."""
    regular, bold, fallback = (
        frozenset(_covered((FONTS / f"{name}.ttf").read_bytes()))
        for name in ("LiberationSans-Regular", "LiberationSans-Bold", "DejaVuSans")
    )
    return frozenset(code for code in (regular & bold) | fallback | ISOLATES if code >= ord(" "))


def _covered(font: bytes) -> Iterator[int]:
    """Yield the code points of a TrueType font's character map (OpenType, table `cmap`, formats 4 and 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * each) for each in range(count))
    start = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    for each in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">L", font, start + 4 + 8 * each + 4)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == _SEGMENT_MAP:
            yield from _segments(font, at)
        elif kind == _GROUP_MAP:
            for group in range(struct.unpack_from(">L", font, at + 12)[0]):
                first, last = struct.unpack_from(">LL", font, at + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    for segment in range(0, double, 2):
        last = struct.unpack_from(">H", font, at + 14 + segment)[0]
        first = struct.unpack_from(">H", font, at + 16 + double + segment)[0]
        yield from range(first, min(last, _LAST - 1) + 1)
