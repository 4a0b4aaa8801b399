"""The report that an elected official reads: one HTML file, in French, with nothing to load, made from what is published."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

from bot.core.guide import Guide
from bot.observatory.charts import bars, line, number
from bot.observatory.layout import Layout, Planned
from bot.observatory.margins import EVERYBODY, TOTAL
from bot.observatory.periods import is_school_year, is_year, label
from bot.observatory.published import Document

#: A table of a document, as the contract writes it.
_Table = Mapping[str, Any]
#: What of its quarters the report of a year shows.
OF_A_YEAR = frozenset({"domain", "criterion", "orientation", "steps_taken"})

_STYLE = """
:root{color-scheme:light}body{font:17px/1.55 system-ui,"Liberation Sans",Arial,sans-serif;color:#1a1a1a;background:#fff;
max-width:60rem;margin:0 auto;padding:1.5rem}h1{font-size:2rem;line-height:1.2;margin:.2em 0}h2{margin-top:2.4em;
border-bottom:2px solid #1b3a5c}h3{margin-top:1.8em}.over{color:#4a4f57;margin:0}.limits{border-left:6px solid #1b3a5c;
background:#f2f5f8;padding:.8rem 1rem .2rem;margin-top:1.2rem}.limits h2{margin-top:0}.limits p{margin:.5rem 0}.fake{background:#7a1010;color:#fff;padding:.7rem 1rem;font-weight:bold}
.big{font-size:1.5rem;font-weight:bold}svg{width:100%;height:auto;font:13px system-ui,Arial,sans-serif}.muted{fill:#4a4f57}
table{border-collapse:collapse;margin:.6rem 0;font-size:.9rem}th,td{border:1px solid #8a8f97;padding:.25rem .5rem;
text-align:left;vertical-align:top}td.n{text-align:right;white-space:nowrap}td.hid{color:#5b6169;font-size:.8em;vertical-align:middle}thead th{background:#e8edf2}.wide{overflow-x:auto}
summary{cursor:pointer;color:#1b3a5c}code{word-break:break-all}caption{text-align:left;font-weight:bold}
@media print{body{max-width:none;padding:0;font-size:11pt}details::details-content{content-visibility:visible;display:block}summary{display:none}
h2,h3,h4,caption,thead{break-after:avoid}.wide{overflow:visible}table{font-size:7.5pt}
th,td{padding:.1rem .2rem;hyphens:auto}td.hid{white-space:normal}@page{margin:1.2cm}svg,tr,.limits{break-inside:avoid}}
"""


def report(  # noqa: PLR0913, PLR0917 - all that a report is made of
    guide: Guide,
    plan: Layout,
    document: Document,
    earlier: Sequence[Document],
    series: Mapping[str, Sequence[str]],
    invented: str = "",
) -> str:
    """Return the report of a period. `earlier` are the releases that stand; `series` says, by period, how it was counted.

    It reads published documents only: what they hide is not known here.
    """
    page = _Page(guide, plan, document, [*earlier, document], series, invented)
    return "\n".join(page.html())


class _Page:
    """One report while it is written."""

    def __init__(  # noqa: PLR0913, PLR0917 - the same
        self,
        guide: Guide,
        plan: Layout,
        document: Document,
        all_: Sequence[Document],
        series: Mapping[str, Sequence[str]],
        invented: str,
    ) -> None:
        self.guide, self.plan, self.document, self.series = guide, plan, document, series
        self.words, self.invented = guide.phrases, invented
        self.planned = {table.id: table for table in plan.tables}
        last = "" if is_school_year(document["period"]) else f"{document['period']}-Q4"[:7]
        quarters = (each for each in all_ if "-Q" in each["period"] and each["period"] <= last)
        self.quarters = sorted(quarters, key=lambda each: str(each["period"]))

    def html(self) -> Iterator[str]:
        """Yield the whole document."""
        document, words = self.document, self.words
        title = words["rapport_titre"].fill(periode=label(document["period"]))
        title = f"{words[f'marque_{self.invented}']} – {title}" if self.invented else title
        yield f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
        yield f"<style>{_STYLE}</style></head><body><header>"
        if self.invented:
            yield f'<p class="fake">{escape(words[f"avis_{self.invented}"])}</p>'
        yield f'<p class="over">{escape(words["rapport_surtitre"])}</p><h1>{escape(title)}</h1></header><main>'
        yield f'<section class="limits"><h2>{escape(words["rapport_limites_titre"])}</h2>{_lines(words["rapport_limites"])}</section>'
        if not is_school_year(document["period"]):
            yield from self._brief()
        if is_year(document["period"]):
            yield from self._year()
        yield from self._tables(document)
        yield from self._atlas()
        yield f"<h2>{escape(words['rapport_secret_titre'])}</h2>{_lines(words['rapport_secret'])}"
        yield "</main><footer>"
        yield from self._foot()
        yield "</footer></body></html>"

    def _brief(self) -> Iterator[str]:
        period = self.document["period"]
        mine = [each for each in self.quarters if each["period"].startswith(period)]
        found = [_figure(each, EVERYBODY, self.plan.region, (TOTAL,)) for each in mine]
        known = [n for n in found if n is not None]
        yield f"<h2>{escape(self.words['rapport_bref'])}</h2>"
        if known and len(known) == len(mine) and len(mine) == (4 if is_year(period) else 1):
            yield f'<p class="big">{escape(self.words["rapport_bref_total"].fill(nombre=number(sum(known))))}</p>'
        else:
            yield f"<p>{escape(self.words['rapport_bref_aucun'])}</p>"
        if len(self.quarters) > 1:
            yield from self._series()

    def _series(self) -> Iterator[str]:
        title, table = self.words["rapport_serie"], EVERYBODY
        points = [(label(each["period"]), _figure(each, table, self.plan.region, (TOTAL,))) for each in self.quarters]
        breaks = breaks_in([self.series.get(each["period"], ()) for each in self.quarters])
        yield f"<h3>{escape(title)}</h3><figure>{line(title, points, breaks, self.words['rapport_serie_rupture_court'])}</figure>"
        if breaks:
            yield f"<p>{escape(self.words['rapport_serie_rupture'])}</p>"
        yield self._behind(title, [self.words["colonne_periode"]], [((name,), n, "ok") for name, n in points])

    def _year(self) -> Iterator[str]:
        yield f"<h2>{escape(self.words['rapport_trimestres'])}</h2>"
        for quarter in self.quarters:
            if quarter["period"].startswith(self.document["period"]):
                yield f"<h3>{escape(label(quarter['period']))}</h3>"
                told = [table for table in quarter["tables"] if table["id"] in OF_A_YEAR]
                yield from self._told(told, [self.plan.region], partial(self._simple, head="h4"))

    def _tables(self, document: Document) -> Iterator[str]:
        yearly = is_year(document["period"])
        yield f"<h2>{escape(self.words['rapport_croises' if yearly else 'rapport_region'])}</h2>"
        bases = {each["protection"]["base"] for each in document["tables"] if each["protection"]["method"] == "round"}
        if len(bases) == 1:
            yield f"<p>{escape(self.words['rapport_arrondi'].fill(base=str(*bases)))}</p>"
        if yearly:
            yield from self._told(document["tables"], self.plan.territories(yearly=True), self._crossed)
            return
        yield from self._told(document["tables"], [self.plan.region], self._simple)
        if any(_says(table, self.plan.names) for table in document["tables"]):
            yield f"<h2>{escape(self.words['rapport_territoires'])}</h2>"
            others = [each for each in self.plan.names if each != self.plan.region]
            yield from self._told(document["tables"], others, self._by_territory)

    def _told(
        self, tables: Sequence[_Table], where: Collection[str], draw: Callable[[_Table], Iterator[str]]
    ) -> Iterator[str]:
        """Draw the tables that show anything there, and name the others once."""
        for table in tables:
            if _says(table, where):
                yield from draw(table)
        silent = [table["title"] for table in tables if not _says(table, where)]
        if silent:
            words = "rapport_rien" if len(silent) == len(tables) else "rapport_tableaux_tus"
            yield f"<p>{escape(self.words[words].fill(tableaux=' ; '.join(silent)))}</p>"

    def _simple(self, table: _Table, head: str = "h3") -> Iterator[str]:
        """One dimension in the région: a chart and its table."""
        planned = self.planned[table["id"]]
        cells = _cells(table, self.plan.region)
        rows = [(self._named(planned, values), n, status) for values, (n, status) in cells.items()]
        yield f"<{head}>{escape(table['title'])}</{head}>"
        shown = [(words[0], n) for words, n, _ in rows if words[0] != self.words["total"]]
        bars_of = [each for each in shown if each[1] is not None]
        if bars_of:
            yield f"<figure>{bars(table['title'], bars_of, self.words['secret'])}</figure>"
        yield self._behind(table["title"], list(planned.names), rows)

    def _crossed(self, table: _Table) -> Iterator[str]:
        planned = self.planned[table["id"]]
        yield f"<h3>{escape(table['title'])}</h3>"
        for territory in (self.plan.region, *self.plan.crossed):
            cells = _cells(table, territory)
            yield f"<h4>{escape(self.plan.names.get(territory, territory))}</h4>"
            if all(n is None for n, _ in cells.values()):
                yield f"<p>{escape(self.words['trop_peu'])}</p>"
                continue
            columns = list(dict.fromkeys(second for _, second in cells))
            kept = [
                each
                for each in columns
                if any(cells[first, each][0] is not None for first, second in cells if second == each)
            ]
            names = [self._named(planned, (TOTAL, each))[1] for each in kept]
            lines = dict.fromkeys(first for first, _ in cells)
            body = [
                (self._named(planned, (first, TOTAL))[0], [self._shown(*cells[first, each]) for each in kept])
                for first in lines
            ]
            yield _grid(table["title"], [planned.names[0], *names], body)

    def _by_territory(self, table: _Table) -> Iterator[str]:
        places = list(
            dict.fromkeys(cell["territory"] for cell in table["cells"] if cell["territory"] != self.plan.region)
        )
        cells = {each: _cells(table, each) for each in places}
        shown = [each for each in places if any(n is not None for n, _ in cells[each].values())]
        yield f"<h3>{escape(table['title'])}</h3>"
        if shown:
            planned = self.planned[table["id"]]
            kept = [each for each in cells[shown[0]] if any(cells[place][each][0] is not None for place in shown)]
            heads = [self.words["colonne_territoire"], *(self._named(planned, each)[0] for each in kept)]
            body = [
                (self.plan.names.get(place, place), [self._shown(*cells[place][each]) for each in kept])
                for place in shown
            ]
            yield _grid(table["title"], heads, body)
        yield f"<p>{escape(self.words['rapport_non_publies'].fill(nombre=str(len(places) - len(shown))))}</p>"

    def _atlas(self) -> Iterator[str]:
        words = self.words
        yield f"<h2>{escape(words['rapport_atlas'])}</h2><p>{escape(words['rapport_atlas_texte'])}</p>"
        heads = [words[f"rapport_atlas_{name}"] for name in ("annee", "region", "lieu", "theme", "titre", "disponible")]
        entries = sorted(self.guide.knowledge.atlas.values(), key=lambda each: (each.region, each.year))
        body = [
            (
                str(each.year),
                [
                    each.region,
                    each.place,
                    each.theme,
                    f"{each.title}{f' ({each.remark})' if each.remark else ''}",
                    each.available,
                ],
            )
            for each in entries
        ]
        yield _grid(words["rapport_atlas"], heads, body, numbers=False)

    def _foot(self) -> Iterator[str]:
        words, operator = self.words, self.guide.knowledge.operator
        yield f"<h2>{escape(words['rapport_accessibilite_titre'])}</h2>"
        yield f"<p>{escape(words['rapport_accessibilite'].fill(courriel=operator.email if operator else ''))}</p>"
        created = datetime.fromisoformat(self.document["created"])
        body = operator.body if operator else ""
        yield f"<p>{escape(words['rapport_publie'].fill(organisme=body, date=f'{created:%d/%m/%Y}'))}</p>"
        if versions := ", ".join(self.document["content_versions"]):
            yield f"<p>{escape(words['rapport_versions'])} : <code>{escape(versions)}</code></p>"
        yield f"<p>{escape(words['rapport_empreinte'])} : <code>{self.document['sha256']}</code></p>"

    def _named(self, planned: Planned, values: Sequence[str]) -> list[str]:
        return [
            self.words["total"] if value == TOTAL else names.get(value, value)
            for names, value in zip(planned.values, values, strict=True)
        ]

    def _shown(self, n: int | None, _status: str) -> str:
        return self.words["secret"] if n is None else number(n)

    def _behind(self, title: str, heads: list[str], rows: Iterable[tuple[Sequence[str], int | None, str]]) -> str:
        body = [(words[0], [*words[1:], self._shown(n, status)]) for words, n, status in rows]
        table = _grid(title, [*heads, self.words["colonne_nombre"]], body)
        return f"<details><summary>{escape(self.words['rapport_donnees'])}</summary>{table}</details>"


def breaks_in(counted: Sequence[Sequence[str]]) -> list[int]:
    """Return the periods that were counted in another way than the last one before of which it is known."""
    found: list[int] = []
    last: Sequence[str] = ()
    for at, now in enumerate(counted):
        if now and last and sorted(now) != sorted(last):
            found.append(at)
        last = now or last
    return found


def _cells(table: _Table, territory: str) -> dict[tuple[str, ...], tuple[int | None, str]]:
    return {
        tuple(cell["cell"].values()): (cell["n"], cell["status"])
        for cell in table["cells"]
        if cell["territory"] == territory
    }


def _says(table: _Table, where: Collection[str]) -> bool:
    return any(cell["n"] is not None and cell["territory"] in where for cell in table["cells"])


def _figure(document: Document, table: str, territory: str, values: tuple[str, ...]) -> int | None:
    for each in document["tables"]:
        if each["id"] == table:
            return _cells(each, territory).get(values, (None, ""))[0]
    return None


def _grid(title: str, heads: Sequence[str], body: Iterable[tuple[str, Sequence[str]]], *, numbers: bool = True) -> str:
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)

    def drawn(shown: str) -> str:
        kind = ' class="n"' if numbers and shown[:1].isdigit() else ' class="n hid"' if numbers else ""
        return f"<td{kind}>{escape(shown)}</td>"

    rows = "".join(f'<tr><th scope="row">{escape(name)}</th>{"".join(map(drawn, cells))}</tr>' for name, cells in body)
    caption = f"<caption>{escape(title)}</caption>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title, quote=True)}"><table>{caption}<thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table></div>'


def _lines(text: str) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in text.splitlines())
