"""`relais chat` and the officers' tools, as somebody at a keyboard reads them."""

from pathlib import Path

from tests.terminal.test_jsonl import relais

WIDTH = 80


def test_a_number_that_no_choice_has_is_answered_with_those_there_are(tmp_path: Path) -> None:
    said = relais("chat", "--plain", said="99\n17\n", folder=tmp_path).stdout
    assert "Écrivez un numéro de 1 à " in said
    assert said.index("Écrivez un numéro") < said.index("17 : Danger maintenant")


def test_a_partner_that_nobody_knows_is_said_with_those_there_are() -> None:
    done = relais("contacts", "stale", "--partner", "ZZZ")
    assert done.returncode == 2
    assert "« ZZZ »" in done.stderr
    assert "aisne.yaml" in done.stderr


def test_a_preview_says_for_which_commune_and_doubts_a_postal_code() -> None:
    done = relais("preview", "--insee", "59300", "--kind", "unclear")
    assert "Hem-Lenglet (59300)" in done.stderr
    assert "Valenciennes → --insee 59606" in done.stderr
    assert "code postal" not in relais("preview", "--insee", "59606", "--kind", "unclear").stderr


def test_the_coverage_is_read_on_a_narrow_terminal() -> None:
    lines = relais("contacts", "coverage").stdout.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[1].split() == ["02", "59", "60", "62", "80"]
