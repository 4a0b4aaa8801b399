"""The files of a release, all made from the one protected document: CSV, XLSX, JSON, and the report to read."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.guide import Guide
from bot.core.words import fold
from bot.observatory.layout import Layout, Planned
from bot.observatory.margins import TOTAL
from bot.observatory.periods import is_year, label
from bot.observatory.release import DATA, META, Archive, canonical
from bot.observatory.report import report

#: Where counts come from that no resident made: trying the bot out, or synthetic residents. The words are in the phrases.
Invented = Literal["", "demo", "simulation"]
#: What --format asks for → the names of its files. The codebook goes along with every format.
FORMATS: Mapping[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "xlsx": (".xlsx",),
    "json": (DATA,),
    "html": (".html",),
    "all": (".csv", ".xlsx", ".json", ".html"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """How a release's figures came about, beside what is published: its `series` tell ways of counting apart."""

    series: Sequence[str] = ()
    invented: Invented = ""


def as_json(document: Mapping[str, Any]) -> bytes:
    """Return the contract's document as it is read by people as well: a table and a cell a line each.

    A quotation mark inside a string is written with a backslash, so only real beginnings are found.
    """
    text = json.dumps(document, ensure_ascii=False)
    for begins in ('{"id": ', '{"territory": '):
        text = text.replace(begins, "\n" + begins)
    return text.encode() + b"\n"


def files(guide: Guide, plan: Layout, archive: Archive, document: Mapping[str, Any], made: Made) -> dict[str, bytes]:
    """Return every file of a release beside its JSON, by name; SIMULATION stands in the names of an invented one."""
    period, phrases, invented = document["period"], guide.phrases, made.invented
    mark = f"{fold(phrases[f'marque_{invented}']).upper()}-" if invented else ""
    stem = f"relais-{mark}{period}"
    meta = {
        "period": period,
        "label": label(period),
        "sha256": document["sha256"],
        "content_versions": document["content_versions"],
        "series": list(made.series),
        "territories": dict(plan.names),
        "zeros": sorted(table.id for table in plan.tables if table.protection.zeros),
        "limits": phrases["rapport_limites"],
    }
    earlier = [archive.read(each) for each in archive.periods() if archive.withdrawn(each) is None]
    series = {each: archive.meta(each)["series"] for each in archive.periods()} | {period: meta["series"]}
    return {
        META: canonical(meta) + b"\n",
        f"{stem}.csv": as_csv(_rows(guide, plan, document, invented)),
        f"{stem}-codes.csv": as_csv(_codes(guide, plan, period)),
        f"{stem}.xlsx": as_xlsx(guide, plan, document, invented),
        f"{stem}.html": report(guide, plan, document, earlier, series, invented).encode(),
    }


def as_csv(rows: Iterator[Sequence[object]]) -> bytes:
    """Return rows for French spreadsheets: UTF-8 with its mark, semicolons, a figure that is not shown left as a word."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def named(table: Planned, values: Sequence[str], total: str) -> list[str]:
    """Return the French names of a cell's values; a value that the codebook lost keeps its id."""
    return [
        total if value == TOTAL else names.get(value, value) for names, value in zip(table.values, values, strict=True)
    ]


def _rows(guide: Guide, plan: Layout, document: Mapping[str, Any], invented: Invented) -> Iterator[Sequence[object]]:
    phrases = guide.phrases
    yield [
        phrases[f"colonne_{name}"]
        for name in ("tableau", "periode", "territoire", "nom", "valeur_1", "valeur_2", "nombre", "etat")
    ]
    planned = {table.id: table for table in plan.tables}
    for table in document["tables"]:
        for cell in table["cells"]:
            values = named(planned[table["id"]], list(cell["cell"].values()), phrases["total"])
            where = plan.names.get(cell["territory"], cell["territory"])
            number = phrases["secret"] if cell["n"] is None else cell["n"]
            state = phrases[f"etat_{cell['status']}"]
            yield [
                table["title"],
                label(document["period"]),
                cell["territory"],
                where,
                *(*values, "")[:2],
                number,
                state,
            ]
    if invented:
        yield [phrases[f"avis_{invented}"]]


def _codes(guide: Guide, plan: Layout, period: str) -> Iterator[Sequence[object]]:
    phrases = guide.phrases
    yield [phrases[f"colonne_{name}"] for name in ("tableau", "dimension", "code", "nom")]
    for table in plan.of(yearly=is_year(period)):
        for dimension, name, values in zip(table.dimensions, table.names, table.values, strict=True):
            yield [table.title, dimension, "", name]
            yield from ([table.title, dimension, code, called] for code, called in values.items())


def as_xlsx(guide: Guide, plan: Layout, document: Mapping[str, Any], invented: Invented) -> bytes:
    """Return a workbook: a README sheet, then one sheet a table, territories that are not published left out."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - only an export pays for it

    phrases, stream = guide.phrases, io.BytesIO()
    planned = {table.id: table for table in plan.tables}
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        readme = book.add_worksheet("README")
        readme.set_column(0, 0, 110)
        lines = [
            *([phrases[f"avis_{invented}"]] if invented else []),
            phrases["rapport_titre"].fill(periode=label(document["period"])),
            *str(phrases["rapport_limites"]).splitlines(),
            *str(phrases["rapport_secret"]).splitlines(),
            f"SHA-256 : {document['sha256']}",
        ]
        for at, line in enumerate(lines):
            readme.write_string(at, 0, line, bold if at == 0 else None)
        for table in document["tables"]:
            sheet = book.add_worksheet(table["id"][:31])
            sheet.write_string(0, 0, table["title"], bold)
            heads = (
                phrases["colonne_territoire"],
                *planned[table["id"]].names,
                phrases["colonne_nombre"],
                phrases["colonne_etat"],
            )
            for column, head in enumerate(heads):
                sheet.write_string(2, column, head, bold)
            sheet.set_column(0, len(heads) - 3, 38)
            sheet.freeze_panes(3, 1)
            cells = [cell for cell in table["cells"] if cell["status"] != "absent"]
            for row, cell in enumerate(cells, 3):
                values = named(planned[table["id"]], list(cell["cell"].values()), phrases["total"])
                for column, word in enumerate((plan.names.get(cell["territory"], cell["territory"]), *values)):
                    sheet.write_string(row, column, word)
                if cell["n"] is None:
                    sheet.write_string(row, len(heads) - 2, phrases["secret"])
                else:
                    sheet.write_number(row, len(heads) - 2, cell["n"])
                sheet.write_string(row, len(heads) - 1, phrases[f"etat_{cell['status']}"])
            if not cells:
                sheet.write_string(3, 0, phrases["trop_peu"])
    return stream.getvalue()
