"""Read a PDF as a screen reader does: its structure tree, in order, and the marked content that it points to."""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """Return all text on one line, in the order in which it is drawn."""
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def tags(pdf: bytes) -> list[str]:
    """Return the tags of the structure tree, in reading order."""
    return [tag for tag, _marks in _elements(pdf)]


def marks(pdf: bytes) -> list[int]:
    """Return the numbers of the marked contents, page after page, in reading order."""
    return [mark for _tag, found in _elements(pdf) for mark in found]


def page_marks(pdf: bytes) -> list[list[int]]:
    """Return, for each page, the numbers of its marked contents in reading order."""
    pages = reader(pdf).pages
    found: list[list[int]] = [[] for _page in pages]
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(pages) if page.indirect_reference}
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    for kid in _kids(root):
        _place(kid, None, numbers, found)
    return found


def _elements(pdf: bytes) -> Iterator[tuple[str, list[int]]]:
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    for kid in _kids(root):
        yield from _walk(kid)


def _walk(element: PdfObject) -> Iterator[tuple[str, list[int]]]:
    if not isinstance(element, DictionaryObject) or "/S" not in element:
        return
    kids = list(_kids(element))
    yield str(element["/S"]), [int(kid) for kid in kids if isinstance(kid, int)]
    for kid in kids:
        yield from _walk(kid)


def _place(element: PdfObject, page: int | None, numbers: dict[int, int], found: list[list[int]]) -> None:
    if isinstance(element, int):
        assert page is not None
        found[page].append(int(element))
    elif isinstance(element, DictionaryObject):
        if "/Pg" in element:
            page = numbers[element.raw_get("/Pg").idnum]
        if "/MCID" in element:
            assert page is not None
            found[page].append(int(element["/MCID"]))  # type: ignore[call-overload]
        for kid in _kids(element):
            _place(kid, page, numbers, found)


def _kids(element: PdfObject) -> Iterator[PdfObject]:
    kids = element.get("/K") if isinstance(element, DictionaryObject) else None
    if kids is None:
        return
    kids = kids.get_object()
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        yield kid.get_object() if hasattr(kid, "get_object") else kid
