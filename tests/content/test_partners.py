"""What a partner does: verify, edit, look, send. One file and one minute, and nothing else changes."""

import asyncio
import contextlib
import json
import logging
import os
import re
import shutil
import signal
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from data_inclusion.schema.v1.services import Service  # type: ignore[import-untyped]  # no py.typed
from data_inclusion.schema.v1.structures import Structure  # type: ignore[import-untyped]  # no py.typed

from bot.app import load_guide
from bot.content.check import check
from bot.content.fresh import coverage, gaps, incomplete, local_doors, stale
from bot.content.gazetteer import load_gazetteer
from bot.content.inclusion import export, import_inclusion
from bot.content.jurisdictions import import_jurisdictions
from bot.content.load import Content, load
from bot.content.preview import UnknownIdError, everybody, preview, situation_of
from bot.content.problems import ContentError
from bot.content.reload import LiveGuide
from bot.content.schema import CONTACT, schema
from bot.content.source import parse
from bot.content.verify import UnknownContactError, verified, verify
from bot.core.contacts import status
from bot.core.facts import Facts
from bot.core.guide import Guide, make_guide
from bot.core.knowledge import Contact
from bot.core.orientation import orient, situation
from bot.core.places import Gazetteer
from bot.core.screen import show
from bot.core.view import Outcome
from bot.settings import Settings
from tests.conftest import NOW, ROOT
from tests.content.clumsy import surroundings

TODAY = NOW.date()
FILES = sorted((ROOT / "knowledge" / "contacts").glob("*.yaml"))
EXAMPLES = re.findall(r"```yaml\n(.*?)```", (ROOT / "knowledge" / "LISEZMOI.md").read_text(encoding="utf-8"), re.DOTALL)
BY = 'CIDFF "Valenciennes", accès au droit'


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(ROOT / "knowledge" / "communes")


@pytest.fixture(scope="module")
def content() -> Content:
    return load(ROOT / "flows", ROOT / "knowledge")


# — verify —


def entries(raw: bytes) -> dict[str, dict[str, str]]:
    contacts = parse(raw, "essai.yaml").value.get("contacts", {})
    assert isinstance(contacts, dict)
    return contacts  # type: ignore[return-value]  # contact files hold mappings of text


@pytest.mark.long
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_verifying_any_contact_writes_its_date_and_name_and_nothing_else(path: Path) -> None:
    raw = path.read_bytes()
    for ident in entries(raw):
        lines = raw.splitlines(keepends=True)
        after = verified(raw, ident, TODAY, BY).splitlines(keepends=True)
        assert [line for line in after if not line.strip().startswith((b"verifie_le:", b"verifie_par:"))] == lines


@pytest.mark.parametrize(
    "write",
    [
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.rstrip(b"\n"),
    ],
    ids=["CRLF", "BOM", "no last line end"],
)
def test_a_file_keeps_its_line_ends_and_its_mark(write: object) -> None:
    raw: bytes = write((ROOT / "knowledge" / "contacts" / "nord-valenciennes.yaml").read_bytes())  # type: ignore[operator]
    after = verified(raw, "sous_pref_valenciennes", TODAY, BY)
    assert after.startswith(b"\xef\xbb\xbf") == raw.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == raw.count(b"\n") + 2
    assert (after.count(b"\r\n") == after.count(b"\n")) == (b"\r\n" in raw)
    assert after.endswith(b"\n") == raw.endswith(b"\n")


HAND = """# Écrit à la main
contacts:
  autre: {nom: Autre, statut: actif, verifie_le: 2026-01-01}   # court
  cidff:   # la nôtre
    statut: 'a_verifier'  # à appeler
    nom: "CIDFF"
    telephone: "03 27 29 59 84"

    verifie_le:
    # un mot
    source: nous
"""


def test_comments_order_and_each_way_of_quoting_stay() -> None:
    after = verified(HAND.encode(), "cidff", TODAY, "CIDFF").decode()
    assert after == HAND.replace("'a_verifier'  # à appeler", "'actif'  # à appeler").replace(
        "    verifie_le:\n", "    verifie_le: 2026-11-24\n    verifie_par: CIDFF\n"
    )


def test_a_short_form_and_a_name_without_coordinates_are_verified_too() -> None:
    after = verified(HAND.encode(), "autre", TODAY, "La Maison").decode()
    assert '{nom: Autre, statut: actif, verifie_le: 2026-11-24, verifie_par: "La Maison"}   # court' in after
    assert "actif" not in verified(b"contacts:\n  a:\n    statut: a_verifier\n", "a", TODAY, "x").decode()


def test_a_closed_contact_and_an_unknown_one_are_not_verified(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fermée"):
        verified(b"contacts:\n  a:\n    statut: ferme\n", "a", TODAY, "x")
    (tmp_path / "a.yaml").write_text("contacts:\n  cidff_lille:\n    statut: actif\n")
    with pytest.raises(UnknownContactError, match="Vouliez-vous dire « cidff_lille »"):
        verify(tmp_path, "cidf_lille", TODAY, "x")


def test_verifying_works_beside_a_broken_file_and_shows_at_once(tmp_path: Path) -> None:
    surroundings(tmp_path)
    (tmp_path / "knowledge" / "contacts" / "casse.yaml").write_text('contacts:\n  a:\n    nom: "ouvert\n')
    done = verify(tmp_path / "knowledge", "cidff_valenciennes", TODAY, "CIDFF Valenciennes")
    assert done.active
    (tmp_path / "knowledge" / "contacts" / "casse.yaml").unlink()
    contact = load(tmp_path / "flows", tmp_path / "knowledge").knowledge.contacts["cidff_valenciennes"]
    assert status(contact, TODAY) == "actif"
    assert not list((tmp_path / "knowledge" / "contacts").glob(".*"))


# — what to verify, what is missing —


def with_contact(content: Content, ident: str, **values: object) -> Content:
    contacts = dict(content.knowledge.contacts)
    contacts[ident] = contacts[ident].model_copy(update=values)
    knowledge = content.knowledge.model_copy(update={"contacts": contacts})
    return Content(content.flows, content.flow_sources, knowledge, content.places, content.version)


def test_a_verification_is_asked_for_before_it_ends_and_after(content: Content) -> None:
    def state(days: int) -> str | None:
        known = with_contact(
            content,
            "cidff_lille",
            statut="actif",
            verifie_le=TODAY - timedelta(days=days),
            verifie_par="CIDFF de Lille",
        )
        return next((row.state for row in stale(known, TODAY) if row.id == "cidff_lille"), None)

    assert [state(days) for days in (0, 149, 151, 180, 181)] == [None, None, "bientot", "bientot", "expiree"]


def test_each_partner_has_a_table_and_each_row_says_where(content: Content) -> None:
    known = with_contact(
        content, "cidff_lille", statut="actif", verifie_le=date(2025, 1, 1), verifie_par="CIDFF de Lille"
    )
    rows = {row.id: row for row in stale(known, TODAY)}
    assert rows["cidff_lille"].partner == "CIDFF de Lille"
    assert rows["cidff_valenciennes"].partner == "nord-valenciennes.yaml"
    assert re.fullmatch(r"knowledge/contacts/nord-lille\.yaml:\d+", rows["cidff_lille"].place)
    assert set(rows) == {name for name, one in known.knowledge.contacts.items() if one.statut != "ferme"} - {
        name for name, one in known.knowledge.contacts.items() if status(one, TODAY) == "actif"
    }


def test_what_is_missing_is_said_once_for_the_largest_empty_territory(content: Content, gazetteer: Gazetteer) -> None:
    found = gaps(content, coverage(content, gazetteer, TODAY), gazetteer)
    named = {(gap.door, gap.territory) for gap in found}
    assert ("cpam_ordre", "region:32") in named
    councils = {zone for door, zone in named if door == "prudhommes"}
    known = [one for one in incomplete(content) if one.doors == ("prudhommes",)]
    assert councils == {zone for one in known for zone in one.zones}
    assert not any(gap.partly for gap in found if gap.territory.startswith("region"))


def test_every_commune_is_in_the_table_and_every_gap_adds_up(content: Content, gazetteer: Gazetteer) -> None:
    rows = list(coverage(content, gazetteer, TODAY))
    assert len(rows) == 3782
    found = gaps(content, rows, gazetteer)
    for door in local_doors(content):
        empty = sum(row.doors[door] not in {"verifie", "a_verifier"} for row in rows)
        assert empty == sum(gap.communes for gap in found if gap.door == door), door


def test_every_structure_of_the_seeds_that_waits_for_coordinates_is_listed(content: Content) -> None:
    assert {"ajar", "cpam_hainaut", "antiracisme_valenciennes", "delegue_ddd_valenciennes"} <= {
        each.id for each in incomplete(content)
    }


@pytest.mark.parametrize("door", ["premier_accueil", "instance_locale"])
def test_s11_a_first_reception_or_a_local_instance_is_a_door_where_somebody_declares_it_and_nowhere_else(
    content: Content, gazetteer: Gazetteer, door: str
) -> None:
    """S5 and S11: a territory may have one; nothing is missing, and nothing breaks, where none exists."""
    (example,) = (each for each in EXAMPLES if "premier_accueil" in each)
    (declared,) = parse(example.encode(), "exemple.yaml").value["contacts"].values()  # type: ignore[union-attr]
    contact = Contact.model_validate({**declared, "pour": [door]})  # type: ignore[dict-item]  # the example is a mapping
    knowledge = content.knowledge.model_copy(update={"contacts": {**content.knowledge.contacts, "ici": contact}})
    guide = make_guide("fr", "essai", content.flows, knowledge, lambda: gazetteer)

    def doors(insee: str) -> dict[str, str | None]:
        facts, outcome = Facts(domain="employment", facts_insee=insee), Outcome("direct_discrimination")
        found = orient(guide, situation(guide, facts, outcome), NOW)
        return {each.id: each.card.id if each.card else None for each in found}

    assert doors("59014")[door] == "ici"
    assert door not in doors("59606")
    assert next(iter(doors("59014"))) == next(iter(doors("59606")))
    assert door not in local_doors(content)


# — the guide for partners —


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_of_the_guide_is_accepted_as_it_is(tmp_path: Path, gazetteer: Gazetteer, number: int) -> None:
    surroundings(tmp_path)
    shutil.copy(ROOT / "knowledge" / "demarches.yaml", tmp_path / "knowledge" / "demarches.yaml")
    base = tmp_path / "knowledge" / "contacts" / "nord-valenciennes.yaml"
    fresh = entries(EXAMPLES[number].encode())
    for ident in set(fresh) & set(entries(base.read_bytes())):
        base.write_text(re.sub(rf"(?m)^  {ident}:\n(?:    .*\n)+", "", base.read_text()))
    (tmp_path / "knowledge" / "contacts" / "exemple.yaml").write_text(EXAMPLES[number])
    found = check(load(tmp_path / "flows", tmp_path / "knowledge"), gazetteer, TODAY)
    assert [str(each) for each in found if each.file.endswith("exemple.yaml")] == []


def test_the_guide_explains_every_key_that_a_partner_needs_and_every_command() -> None:
    guide = (ROOT / "knowledge" / "LISEZMOI.md").read_text(encoding="utf-8")
    rare = {"code_insee", "critique", "horaires_statut", "reserve", "sms"}
    assert [key for key in CONTACT if key not in rare and f"`{key}`" not in guide and f"    {key}:" not in guide] == []
    for command in ("check", "preview", "place", "schema", *(f"contacts {each}" for each in ("stale", "missing", "coverage", "verify", "import", "export"))):  # fmt: skip
        assert f"relais {command}" in guide
    assert len(EXAMPLES) >= 5


def test_the_errors_that_the_guide_shows_are_the_ones_that_are_said() -> None:
    guide = (ROOT / "knowledge" / "LISEZMOI.md").read_text(encoding="utf-8")
    shown = re.findall(r"^knowledge/\S+:\d+: critique: (.*)$", guide, re.MULTILINE)
    said = "".join(path.read_text() for path in (ROOT / "tests/content/broken").glob("cle_*.yaml"))
    assert shown
    assert all(each in said for each in shown)


# — preview —


def test_the_preview_is_the_screen_that_a_conversation_ends_with(guide: Guide) -> None:
    screen = show(guide, "lo_rf_pv_or_f59606", NOW)
    while screen.result is None:
        screen = show(guide, next(link.path for link in screen.links if link.path and link.role == "choice"), NOW)
    drawn = preview(guide, screen.facts, screen.result, NOW)
    assert drawn.cards == screen.cards
    assert drawn.text.split("\n\n")[-5:] == screen.text.split("\n\n")[-5:]


def test_options_become_facts_and_a_wrong_one_names_the_nearest(guide: Guide) -> None:
    facts, outcome = situation_of(
        guide, {"insee": "59606", "kind": ["violence"], "criterion": ["origin"], "minor": True}
    )
    assert facts == Facts(minor=True, criteria=("origin",), reason="named", facts_insee="59606")
    assert outcome.kind == "violence"
    assert situation_of(guide, {"insee": "none", "kind": ["online_hate"], "home": "59350"})[0].facts_insee == "none"
    for wrong, hint in (
        ({"insee": "59606", "kind": ["violance"]}, "« violence »"),
        ({"insee": "59606", "kind": ["violence"], "domain": "logement"}, "« private_housing »"),
        ({"insee": "00000", "kind": ["violence"]}, "relais place"),
        ({"insee": "59606", "kind": ["violence"], "status": "publique"}, "« public »"),
    ):
        with pytest.raises(UnknownIdError, match=hint):
            situation_of(guide, wrong)


def test_everybody_behind_a_situation_can_be_looked_at(guide: Guide) -> None:
    facts, outcome = situation_of(guide, {"insee": "59606", "kind": ["hate_violence"]})
    text = everybody(guide, facts, outcome, NOW)
    assert "Procureur de la République, tribunal judiciaire de Valenciennes" in text
    assert "Maison de justice et du droit de Denain" in text


# — schema —


def test_every_key_of_a_contact_is_explained_in_french(content: Content) -> None:
    made = schema("knowledge", content.knowledge)["$defs"]["Contact"]["properties"]
    assert set(made) == {field.alias or name for name, field in Contact.model_fields.items()} == set(CONTACT)
    doors = made["pour"]["anyOf"][0]["oneOf"]
    assert {"const": "cidff", "title": content.knowledge.doors["cidff"].label} in doors


def test_the_schema_takes_what_people_write(content: Content) -> None:
    made = schema(None, content.knowledge)
    json.dumps(made)
    contact = made["$defs"]["Contact"]
    assert contact["additionalProperties"] is False
    assert set(contact["required"]) == {"nom", "pour", "zone_eligibilite", "source", "date_source"}
    assert "oui" in contact["properties"]["critique"]["enum"]
    assert made["if"] == {"required": ["flux"]}
    zone = contact["properties"]["zone_eligibilite"]["anyOf"][0]["pattern"]
    written = {zone for one in content.knowledge.contacts.values() for zone in one.zone_eligibilite}
    assert [each for each in written if not re.search(zone, each)] == []
    assert schema("flows")["title"] == "Flow"


# — the official files —


def test_the_export_is_valid_data_inclusion_and_comes_back_as_contacts(content: Content, gazetteer: Gazetteer) -> None:
    made = export(content.knowledge, gazetteer)
    for record in made["structures"]:
        Structure.model_validate(record)
    for record in made["services"]:
        Service.model_validate(record)
    assert len(made["structures"]) == len(made["services"]) > 350
    ids = {record["id"] for record in made["structures"]}
    assert "relais--ajar" not in ids, "a name without coordinates is nobody to send to"
    brought = import_inclusion(made["structures"], made["services"], {}, gazetteer)
    assert len(brought.contacts) > 300
    for entry in brought.contacts.values():
        contact = Contact.model_validate(entry)
        assert status(contact, TODAY) == "a_verifier"
        assert contact.alternative or not contact.telephone
    again = import_inclusion(made["structures"], made["services"], content.knowledge.contacts, gazetteer)
    assert again.left_out["déjà connu"] > 300


STRUCTURE = {
    "source": "dora", "id": "dora--1", "nom": "CIDFF de l'Essai", "date_maj": "2026-10-01", "code_insee": "59606",
    "code_postal": "59300", "commune": "Valenciennes", "telephone": "+33353010001", "courriel": "essai@exemple.fr",
    "reseaux_porteurs": ["cidff"], "horaires_accueil": "n'importe quoi",
}  # fmt: skip


def test_an_imported_structure_keeps_what_is_sure_and_says_what_was_left(gazetteer: Gazetteer) -> None:
    services = [{"structure_id": "dora--1", "zone_eligibilite": ["59", "245901160", "france"]}]
    away = {**STRUCTURE, "id": "dora--2", "code_insee": "75056"}
    other = {**STRUCTURE, "id": "dora--3", "reseaux_porteurs": ["adie"]}
    brought = import_inclusion([STRUCTURE, away, other], services, {}, gazetteer)
    ((ident, entry),) = brought.contacts.items()
    assert ident == "cidff_cidff_de_l_essai"
    assert entry["zone_eligibilite"] == ["commune:59606", "departement:59", "epci:245901160"]
    assert entry["telephone"] == "03 53 01 00 01"
    assert entry["alternative"] == "Par courriel : essai@exemple.fr."
    assert "horaires_accueil" not in entry
    assert sum(brought.left_out.values()) == 2


def official(gazetteer: Gazetteer, change: dict[str, str]) -> bytes:
    header = (
        "Commune;Libellé Commune;Orig. CA;N° CA;Cour d'Appel compétente;Orig. TJ;N° TJ;Tribunal judiciaire compétent;"
        "Orig. TPRX;N° TPRX;Tribunal de proximité compétent;Orig. CPH;N° CPH;Conseil de Prud'hommes compétent"
    )
    lines = [header]
    for insee in gazetteer.communes:
        one = gazetteer.communes[insee]
        if not one.home:
            continue
        council = change.get(insee, f"Conseil de Prud'hommes de {one.prudhommes}")
        chamber = f"Tribunal de proximité de {one.chambre}" if one.chambre else f"Tribunal judiciaire de {one.tribunal}"
        lines.append(f"{insee};{one.name};;;;;;Tribunal judiciaire de {one.tribunal};;;{chamber};;;{council}")
    return "\n".join(lines).encode("cp1252", errors="replace")


def test_the_ministry_s_list_becomes_the_file_that_ships(gazetteer: Gazetteer) -> None:
    found = import_jurisdictions(official(gazetteer, {}), "liste.csv", gazetteer)
    assert not found.changes
    assert not found.missing
    assert found.text == (ROOT / "knowledge/communes/ressorts.csv").read_text(encoding="utf-8")


def test_a_change_of_jurisdiction_is_said_before_it_is_made(gazetteer: Gazetteer) -> None:
    found = import_jurisdictions(official(gazetteer, {"59606": "Conseil de Prud'hommes de Douai"}), "x.csv", gazetteer)
    ((insee, before, after),) = found.changes
    assert (insee, before.split(" / ")[-1], after.split(" / ")[-1]) == ("59606", "Valenciennes", "Douai")
    with pytest.raises(ContentError, match="il manque la colonne"):
        import_jurisdictions(b"a;b\n1;2\n", "autre.csv", gazetteer)


# — hot reload —


@pytest.fixture
def folders(tmp_path: Path) -> Settings:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge", ignore=shutil.ignore_patterns(".*", "france-services*"))
    return Settings(flows=tmp_path / "flows", knowledge=tmp_path / "knowledge", now=NOW)


@contextlib.asynccontextmanager
async def watched(settings: Settings) -> AsyncIterator[LiveGuide]:
    live = LiveGuide(load_guide(settings), lambda: load_guide(settings), (settings.flows, settings.knowledge))
    stop = asyncio.Event()
    task = asyncio.create_task(live.watch(stop))
    try:
        yield live
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def until(condition: object, seconds: float) -> float:
    start = time.perf_counter()
    while not condition():  # type: ignore[operator]
        assert time.perf_counter() - start < seconds
        await asyncio.sleep(0.02)
    return time.perf_counter() - start


async def test_a_good_edit_is_live_and_no_conversation_is_broken(folders: Settings) -> None:
    async with watched(folders) as live:
        before, path = live(), "lo_rf_pv_or_f59606"
        verify(folders.knowledge, "cidff_valenciennes", TODAY, "CIDFF Valenciennes")
        lag, beats = 0.0, 0
        start = time.perf_counter()
        while live() is before:
            beat = time.perf_counter()
            await asyncio.sleep(0.01)
            lag = max(lag, time.perf_counter() - beat - 0.01)
            beats += 1
            assert time.perf_counter() - start < 20
        assert beats > 5, "residents are answered meanwhile"
        assert status(live().knowledge.contacts["cidff_valenciennes"], TODAY) == "actif"
        assert show(live(), path, NOW).result == show(before, path, NOW).result


async def test_a_bad_edit_is_refused_and_the_last_good_content_goes_on(
    folders: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with watched(folders) as live:
        before = live()
        broken = folders.knowledge / "contacts" / "casse.yaml"
        broken.write_text('contacts:\n  a:\n    nom "x"\n    pour: []\n')
        await until(lambda: "Contenu refusé" in caplog.text, 20)
        assert live() is before
        assert "knowledge/contacts/casse.yaml:3: critique: il manque deux-points après « nom »" in caplog.text
        broken.unlink()
        verify(folders.knowledge, "cidff_lille", TODAY, "CIDFF de Lille")
        await until(lambda: live() is not before, 20)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
async def test_sighup_reads_everything_again(folders: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with watched(folders) as live:
        before = live()
        assert await live.reload()
        assert live() is before, "the same content is the same guide"
        (folders.knowledge / ".cache").mkdir()
        moved = folders.knowledge / "contacts" / "somme.yaml"
        raw = verified(moved.read_bytes(), "cidff_amiens", TODAY, "CIDFF")
        live._folders = ()
        moved.write_bytes(raw)
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: live() is not before, 20)


async def test_a_bug_in_the_loader_leaves_the_service_as_it_is(guide: Guide, caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> Guide:
        raise RuntimeError

    live = LiveGuide(guide, fails, ())
    assert not await live.reload()
    assert live() is guide
    assert "reste en service" in caplog.text
