"""The leaflet of a commune, the contact's file, and the two commands."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.contacts import card
from bot.core.guide import Guide
from bot.documents.card import make_card
from bot.documents.commands import Misused, leaflet_options, letter_options, run_leaflet, run_letter
from bot.documents.leaflet import communes_of, make_leaflet, qr, start_link
from tests.documents.reading import reader, tags, words

A5 = (420, 595)


def test_a_leaflet_has_two_sides_of_a5_and_names_its_commune(guide: Guide, now: datetime) -> None:
    pdf = make_leaflet(guide, "59606", "relais_bot", now)
    pages = reader(pdf).pages
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in pages] == [A5, A5]
    text = words(pdf)
    for each in (
        "Près d'ici : Valenciennes",
        "@relais_bot",
        "39 28",
        "116 006",
        "SMS au 114",
        "CIDFF",
        "novembre 2026",
    ):
        assert each in text


def test_every_commune_of_both_agglomerations_fits_its_two_sides(guide: Guide, now: datetime) -> None:
    for code in (*communes_of(guide, "epci:245901160")[::2], *communes_of(guide, "epci:200093201")[::12]):
        assert len(reader(make_leaflet(guide, code, "relais_bot", now)).pages) == 2, code


def test_the_longest_name_and_a_place_without_a_contact_fit_too(guide: Guide, now: datetime) -> None:
    longest = max(guide.gazetteer.communes.values(), key=lambda commune: len(commune.name))
    pdf = make_leaflet(guide, longest.insee, "relais_bot", now)
    assert len(reader(pdf).pages) == 2
    assert "30 39" in words(pdf)


def test_every_number_on_it_has_a_written_way_beside_it(guide: Guide, now: datetime) -> None:
    text = words(make_leaflet(guide, "59606", "relais_bot", now))
    for number in ("39 28", "116 006", "03 27 29 59 84"):
        after = text[text.index(number) :][:90]
        assert any(way in after for way in ("Tchat", "Courriel", "courrier"))


def test_what_nobody_verified_is_said_to_be_verified(guide: Guide, now: datetime) -> None:
    assert "Coordonnées relevées en 2019 : à vérifier." in words(make_leaflet(guide, "59606", "relais_bot", now))


def test_the_code_to_scan_holds_the_commune_and_nothing_about_anybody() -> None:
    assert start_link("relais_bot", "59606") == "https://t.me/relais_bot?start=depliant-59606"
    assert start_link("relais_bot", "2A004").endswith("depliant-2a004")
    assert qr(start_link("relais_bot", "59606")).startswith("<svg")


def test_the_code_to_scan_is_said_in_words(guide: Guide, now: datetime) -> None:
    pdf = make_leaflet(guide, "59606", "relais_bot", now)
    assert "/Figure" in tags(pdf)
    assert b"/Alt" in pdf


def test_a_code_that_is_no_commune_is_refused(guide: Guide, now: datetime) -> None:
    with pytest.raises(KeyError):
        make_leaflet(guide, "99999", "relais_bot", now)


def test_a_contact_file_holds_the_written_way_and_the_doubt(guide: Guide, now: datetime) -> None:
    contact = guide.knowledge.contacts["cidff_valenciennes"]
    shown = card("cidff_valenciennes", contact, guide.phrases, now, "")
    document = make_card(shown, contact, guide.phrases["contact_a_verifier"])
    assert (document.name, document.media_type) == ("document.vcf", "text/vcard")
    lines = document.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert r"FN:CIDFF\, droits des femmes et des familles (Valenciennes)" in lines
    assert "TEL;TYPE=WORK,VOICE:0327295984" in lines
    assert r"NOTE:Par courrier ou sur place\, à l'adresse indiquée. Coordonnées à vérifier." in lines
    assert "ADR;TYPE=WORK:;;Maison des associations - 84 rue du Faubourg-de-Paris;Valenciennes;;59300;France" in lines
    assert all(len(line) <= 75 for line in document.content.split(b"\r\n"))
    assert b"REV" not in document.content


def test_a_national_line_is_not_said_to_be_doubtful(guide: Guide, now: datetime) -> None:
    contact = guide.knowledge.contacts["ddd_3928"]
    document = make_card(
        card("ddd_3928", contact, guide.phrases, now, ""), contact, guide.phrases["contact_a_verifier"]
    )
    assert b"TEL;TYPE=WORK,VOICE:3928\r\n" in document.content
    assert "à vérifier".encode() not in document.content


def letter_line(*words: str) -> Namespace:
    parser = ArgumentParser()
    letter_options(parser)
    return parser.parse_args(words)


def leaflet_line(*words: str) -> Namespace:
    parser = ArgumentParser()
    leaflet_options(parser)
    return parser.parse_args(words)


SITUATION = ("--insee", "59606", "--domain", "private_housing", "--treatment", "refusal", "--criterion", "surname")


def test_without_a_name_the_command_lists_the_letters_that_fit(
    guide: Guide, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_letter(letter_line(*SITUATION), guide, now) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == ["saisine_ddd", "procureur", "explications", "attestation"]


def test_the_command_prints_the_text_and_says_what_comes_first(
    guide: Guide, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rappel.txt").write_text("Il a dit : « complet ».", encoding="utf-8")
    run_letter(letter_line("procureur", *SITUATION, "--recall", str(tmp_path / "rappel.txt")), guide, now)
    printed = capsys.readouterr()
    assert "Il a dit : « complet »." in printed.out
    assert "vérifiez-la avant d'envoyer" in printed.err
    run_letter(letter_line("explications", *SITUATION), guide, now)
    assert capsys.readouterr().err.startswith("• Appelez d'abord le 39 28")


def test_the_command_writes_the_file(guide: Guide, now: datetime, tmp_path: Path) -> None:
    out = tmp_path / "lettre.pdf"
    run_letter(letter_line("procureur", *SITUATION, "--kind", "hate_insult", "--out", str(out)), guide, now)
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("nulle",), "nulle"),
        (("procureur", "--kind", "nul"), "nul"),
        (("procureur", "--criterion", "nul"), "nul"),
        (("procureur", "--domain", "nul"), "nul"),
        (("procureur", "--treatment", "nul"), "nul"),
        (("procureur", "--insee", "99999"), "99999"),
    ],
)
def test_a_misuse_is_said_with_what_there_is(guide: Guide, now: datetime, words: tuple[str, ...], named: str) -> None:
    with pytest.raises(Misused, match=named):
        run_letter(letter_line(*words), guide, now)


def test_facts_without_a_place_are_accepted(guide: Guide, now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    run_letter(letter_line("procureur", "--insee", "none", "--home", "59606", "--kind", "online_hate"), guide, now)
    assert "tribunal judiciaire de Valenciennes" in capsys.readouterr().out


def test_one_leaflet_and_all_of_a_small_territory(
    guide: Guide, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_leaflet(leaflet_line("--insee", "59606", "--out", str(tmp_path / "un.pdf")), guide, "relais_bot", now)
    assert (tmp_path / "un.pdf").read_bytes().startswith(b"%PDF-")
    run_leaflet(
        leaflet_line("--territory", "commune:59606", "--out", str(tmp_path / "tous")), guide, "@relais_bot", now
    )
    assert [path.name for path in (tmp_path / "tous").iterdir()] == ["59606.pdf"]
    assert capsys.readouterr().err.endswith("1/1\n")


def test_the_jurisdiction_of_valenciennes_has_its_communes(guide: Guide) -> None:
    assert len(communes_of(guide, "tribunal:valenciennes")) == 82


@pytest.mark.parametrize(
    ("words", "username", "named"),
    [
        (("--insee", "59606"), "", "BOT_USERNAME"),
        ((), "relais_bot", "--insee"),
        (("--insee", "59606", "--territory", "tribunal:valenciennes"), "relais_bot", "--territory"),
        (("--insee", "99999"), "relais_bot", "99999"),
        (("--territory", "tribunal:nulle-part"), "relais_bot", "nulle-part"),
    ],
)
def test_a_leaflet_that_cannot_be_made_says_why(
    guide: Guide, now: datetime, words: tuple[str, ...], username: str, named: str
) -> None:
    with pytest.raises(Misused, match=named):
        run_leaflet(leaflet_line(*words, "--out", "rien.pdf"), guide, username, now)


def test_a_contact_with_little_makes_a_short_file(guide: Guide, now: datetime) -> None:
    contact = guide.knowledge.contacts["ddd_saisine"].model_copy(
        update={"site_web": None, "adresse": None, "alternative": None, "courriel": "un@exemple.invalid"}
    )
    document = make_card(card("x", contact, guide.phrases, now, ""), contact, guide.phrases["contact_a_verifier"])
    assert document.content.decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Saisir le Défenseur des droits",
        "N:Saisir le Défenseur des droits;;;;",
        "EMAIL;TYPE=INTERNET:un@exemple.invalid",
        "END:VCARD",
        "",
    ]
