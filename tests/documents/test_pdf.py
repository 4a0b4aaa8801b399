"""Files: readable aloud, silent about who and when, and the same each time."""

import re
import zlib
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from bot.core.facts import Facts
from bot.core.guide import Guide
from bot.core.view import Outcome
from bot.documents.leaflet import make_leaflet
from bot.documents.letter import make_letter
from bot.documents.typesetting import FONTS, drawable
from tests.documents.reading import page_marks, reader, tags, words

LETTERS = ("saisine_ddd", "procureur", "explications", "amenagement", "recours_gracieux", "recours_caisse", "soins_cpam", "soins_ordre", "attestation")  # fmt: skip


@pytest.fixture(params=(*LETTERS, "dépliant"))
def pdf(request: pytest.FixtureRequest, guide: Guide, facts: Facts, outcome: Outcome, now: datetime) -> bytes:
    if request.param == "dépliant":
        return make_leaflet(guide, "59606", "relais_bot", now)
    return make_letter(guide, request.param, facts, outcome, now).pdf


def test_every_letter_is_looked_at_here(guide: Guide) -> None:
    assert set(LETTERS) == set(guide.knowledge.letters)


def test_the_metadata_say_nothing(pdf: bytes) -> None:
    information = reader(pdf).metadata
    assert information is not None
    assert {name: str(value) for name, value in information.items()} == {"/Title": "Document"}
    xmp = reader(pdf).xmp_metadata
    assert xmp is not None
    assert not xmp.dc_creator
    assert not xmp.xmp_creator_tool
    assert not xmp.pdf_producer
    assert xmp.xmp_create_date is None
    assert xmp.xmp_modify_date is None


def test_no_byte_names_the_tool_or_a_date(pdf: bytes) -> None:
    whole = pdf + b"".join(_inflated(pdf))
    assert not re.search(
        rb"typst|krilla|xmp-writer|pdf-writer|Creat|Producer|/Author|ModDate|D:20\d\d", whole, re.IGNORECASE
    )


def _inflated(pdf: bytes) -> list[bytes]:
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    # What a font's makers wrote in it is theirs: the test is about what the file says of its own making.
    return [each for each in found if b"glyf" not in each[:400]]


def test_the_blanked_file_still_opens_at_its_addresses(pdf: bytes) -> None:
    """The cross-reference table is read as it stands: nothing inside has moved."""
    strict = reader(pdf)
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    assert pdf[start : start + 4] == b"xref"
    assert len(strict.pages) <= 3


def test_the_file_says_that_it_is_accessible_and_french(pdf: bytes) -> None:
    root = reader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert str(root["/Lang"]).startswith("fr")  # type: ignore[index]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_headings_go_down_one_level_at_a_time(pdf: bytes) -> None:
    levels = [int(tag[2:]) for tag in tags(pdf) if re.fullmatch(r"/H\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_screen_reader_reads_in_the_order_of_the_page(pdf: bytes) -> None:
    for found in page_marks(pdf):
        assert found == sorted(found)
        assert found


def test_a_letter_without_an_account_holds_on_one_sheet(guide: Guide, outcome: Outcome, now: datetime) -> None:
    """One side, or both sides for the two that tell the whole story."""
    for name in LETTERS:
        sides = len(reader(make_letter(guide, name, Facts(), outcome, now).pdf).pages)
        assert sides == (2 if name in {"saisine_ddd", "procureur"} else 1), name


def test_fonts_are_in_the_file(pdf: bytes) -> None:
    for page in reader(pdf).pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        for name in fonts:
            below = fonts[name]["/DescendantFonts"][0]["/FontDescriptor"]
            assert any(key in below for key in ("/FontFile2", "/FontFile3"))


def test_the_letter_reads_from_the_sender_to_what_is_joined(
    guide: Guide, facts: Facts, outcome: Outcome, now: datetime
) -> None:
    text = words(make_letter(guide, "procureur", facts, outcome, now).pdf)
    expected = ("vos prénom et nom", "Procureur de la République", "59304 Valenciennes Cedex", "Objet : plainte", "Madame, Monsieur",
                "Ce qui s'est passé", "La raison, selon moi", "Ce que je demande", "Signature", "Documents joints")  # fmt: skip
    places = [text.index(each) for each in expected]
    assert places == sorted(places)


def test_the_same_answers_make_the_same_bytes(guide: Guide, facts: Facts, outcome: Outcome, now: datetime) -> None:
    first, again = (make_letter(guide, "procureur", facts, outcome, now, "mots").pdf for _each in range(2))
    assert first == again
    assert make_leaflet(guide, "59606", "relais_bot", now) == make_leaflet(guide, "59606", "relais_bot", now)


def test_a_file_has_a_neutral_name(guide: Guide, facts: Facts, outcome: Outcome, now: datetime) -> None:
    document = make_letter(guide, "procureur", facts, outcome, now).document
    assert (document.name, document.media_type) == ("document.pdf", "application/pdf")
    assert document.content.startswith(b"%PDF-")


def test_a_letter_shows_no_words_in_a_log(guide: Guide, facts: Facts, outcome: Outcome, now: datetime) -> None:
    assert repr(make_letter(guide, "procureur", facts, outcome, now, "secret")) == "<Letter procureur>"


def test_every_font_has_its_licence_beside_it() -> None:
    assert {path.name for path in Path(FONTS).iterdir()} == {
        "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LICENSE-Liberation.txt",
        "DejaVuSans.ttf", "LICENSE-DejaVu.txt",
    }  # fmt: skip


def test_what_can_be_drawn_is_kept_and_the_rest_left_out() -> None:
    assert drawable("Zoé Ł’œ « 39 28 » №€ مرحبا\n\x00\u200b漢") == "Zoé Ł’œ « 39 28 » №€ مرحبا\n\u200b"
