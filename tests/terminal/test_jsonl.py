"""`relais chat --jsonl`: the contract, line by line, through the true command."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.documents.reading import words

KEYS = {
    "path", "step", "outcome", "text", "links", "cards", "documents", "facts", "result", "urgency", "notice",
}  # fmt: skip
FACTS = {
    "role", "minor", "domain", "status", "treatment", "criteria", "clues", "who", "when", "evidence", "steps_taken",
    "facts_insee", "home_insee", "wish",
}  # fmt: skip
CARD = {
    "id", "title", "phone", "alternative", "address", "url", "hours", "open_now", "reopens", "verified", "status", "source", "why",
}  # fmt: skip


def relais(*arguments: str, said: str = "", folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "BOT_NOW": "2026-11-24T10:30",
        "BOT_DATABASE_URL": f"sqlite:///{folder}/counts.db" if folder else "memory:",
    }
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=said,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )


def talk(*lines: object, folder: Path | None = None) -> list[dict[str, Any]]:
    said = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    done = relais("chat", "--jsonl", said=said, folder=folder)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_gets_one_line_with_every_key() -> None:
    screens = talk(
        {"start": ""}, "", {"tap": "On m'a refusé quelque chose"}, {"tap": "rf_lo_no_t1"}, {"place": "59606"}
    )
    assert len(screens) == 4
    for screen in screens:
        assert set(screen) == KEYS
        assert set(screen["facts"]) == FACTS
        assert all(set(card) == CARD for card in screen["cards"])
        assert all(set(link) == {"label", "path", "url", "copy", "role"} for link in screen["links"])
    last = screens[-1]
    assert last["outcome"] == last["result"]["kind"] == "direct_discrimination"
    assert last["facts"]["facts_insee"] == "59606"
    assert last["facts"]["criteria"] == ["surname"]


def test_a_bad_line_gets_an_error_and_the_conversation_goes_on() -> None:
    answers = talk(
        "nonsense",
        "[]",
        {"dance": "now"},
        {"tap": "Aucun bouton ainsi"},
        {"place": "59606"},
        {"start": ""},
        {"tap": "rf"},
    )
    assert [set(answer) for answer in answers[:5]] == [{"error"}] * 5
    assert answers[6]["path"] == "rf"


def test_an_emergency_keeps_the_path_and_leads_back_first() -> None:
    _start, asked, alarm = talk({"start": ""}, {"tap": "rf"}, {"say": "il me frappe en ce moment au secours"})
    assert alarm["urgency"] == "danger"
    assert alarm["path"] == asked["path"] == "rf"
    assert alarm["links"][0]["path"] == "rf"


def test_commands_and_words_that_act_like_them() -> None:
    _start, help_page, privacy, left = talk({"start": ""}, {"say": "/aide"}, {"say": "/privacy"}, {"say": "stop"})
    assert "/effacer" in help_page["text"]
    assert "compteurs anonymes" in privacy["text"]
    assert left["links"] == []


def test_the_count_grows_by_one_in_the_demonstration_database_only(tmp_path: Path) -> None:
    talk(
        {"start": ""},
        {"tap": "rf_lo_no_t1"},
        {"place": "59606"},
        {"tap": "⬅️ Retour"},
        {"place": "59606"},
        folder=tmp_path,
    )
    assert {each.name for each in tmp_path.iterdir()} == {"counts-demo.db"}
    rows = json.loads(relais("counts", "show", "--json", "--demo", folder=tmp_path).stdout)
    kinds = [row for row in rows if row["cell"] == {"kind": "direct_discrimination"}]
    assert [(row["territory"], row["n"]) for row in kinds] == [("epci:245901160", 1)]
    assert json.loads(relais("counts", "show", "--json", folder=tmp_path).stdout) == []


@pytest.mark.long
def test_the_file_of_a_letter_comes_with_its_screen_and_touches_no_disk(tmp_path: Path) -> None:
    *_before, text, file, after = talk(
        {"start": ""}, {"tap": "rf_lo_no_t1_f59606"}, {"tap": "✉️ Lettres"}, {"tap": "Lettre au procureur de la République"},
        {"tap": "📄 Recevoir le fichier (PDF)"}, {"say": "merci"}, folder=tmp_path,
    )  # fmt: skip
    assert text["documents"] == after["documents"] == []
    [document] = file["documents"]
    assert (document["name"], document["media_type"]) == ("document.pdf", "application/pdf")
    pdf = base64.b64decode(document["base64"])
    assert "tribunal judiciaire de Valenciennes" in words(pdf)
    assert "Objet : plainte" in file["text"]
    assert {each.name for each in tmp_path.iterdir()} == {"counts-demo.db"}
    written = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    for trace in (b"%PDF", b"procureur", b"plainte", b"Valenciennes", b"59606"):
        assert trace not in written


@pytest.mark.long
def test_in_a_terminal_a_sentence_stands_for_the_file(tmp_path: Path) -> None:
    said = "on ma refusé un appart a cause de mon nom\noui\n1\nvalenciennes\n"
    for label in ("Lettres", "Lettre au procureur de la République", "Recevoir le fichier (PDF)"):
        shown = relais("chat", "--plain", said=said, folder=tmp_path).stdout.splitlines()
        said += next(line.partition(".")[0] for line in reversed(shown) if line.endswith(f". {label}")) + "\n"
    done = relais("chat", "--plain", said=said, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Dans Telegram, le fichier arrive ici.") == 1


@pytest.mark.long
def test_a_trial_is_not_counted(tmp_path: Path) -> None:
    talk({"start": "essai"}, {"tap": "zz_rf_lo_no_t1"}, {"place": "59606"}, folder=tmp_path)
    assert json.loads(relais("counts", "show", "--json", "--demo", folder=tmp_path).stdout) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("place", "valenciennes", "--json"), 0),
        (("understand", "on m'a refusé un appart", "--json"), 0),
        (("orient", "--insee", "59606", "--kind", "direct_discrimination", "--json"), 0),
        (("orient", "--insee", "none", "--kind", "online_hate", "--json"), 0),
        (("orient", "--insee", "75056", "--kind", "hate_insult", "--json"), 0),
        (("orient", "--insee", "99999", "--kind", "direct_discrimination"), 2),
        (("orient", "--insee", "59606", "--kind", "discrimination"), 2),
        (("check", "--json"), 0),
        (("dance",), 2),
        (("draw", "nowhere"), 2),
        (("draw",), 0),
        (("run",), 3),
    ],
)
def test_exit_codes_say_whose_turn_it_is(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = relais(*arguments, folder=tmp_path)
    assert done.returncode == code, done.stderr
    if "--json" in arguments:
        json.loads(done.stdout)
    if code:
        assert done.stderr.strip()


def test_one_text_a_line_on_standard_input() -> None:
    done = relais("place", "-", said="lomme\nzzzzqq\n")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first[0]["insee"], first[0]["matched"]) == ("59350", "Lomme")
    assert isinstance(first[0]["postcodes"], list)
    assert second == []


def test_an_orientation_has_all_that_the_contract_names() -> None:
    answer = json.loads(
        relais(
            "orient", "--insee", "59606", "--kind", "direct_discrimination", "--criterion", "origin", "--json"
        ).stdout
    )
    assert set(answer) == {"kind", "also", "wording", "orientations", "time_limits", "evidence"}
    assert [each["rank"] for each in answer["orientations"]] == list(range(1, len(answer["orientations"]) + 1))
    for each in answer["orientations"]:
        assert set(each) == {"id", "remedy", "rank", "why", "level", "contact"}
        assert each["contact"] is None or set(each["contact"]) == CARD
    days = [limit["days"] for limit in answer["time_limits"] if limit["days"] is not None]
    assert days == sorted(days)


@pytest.mark.long
@pytest.mark.parametrize("arguments", [["chat", "--plain"], ["place", "lille"], ["understand", "bonjour"], ["check"]])
def test_only_run_pays_for_aiogram(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom bot.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print('aiogram' in sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "BOT_DATABASE_URL": "memory:"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="",
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        timeout=60,
    )
    assert done.stderr.strip().endswith("False")


def test_a_wrong_setting_is_said_by_its_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input="", capture_output=True, text=True, env={**os.environ, "BOT_NOW": "demain"}, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 3
    assert "BOT_NOW" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_follow_up_counts_in_its_own_tables_and_in_no_other(tmp_path: Path) -> None:
    first, *_others, last = talk(
        {"start": "suivi-59606"}, {"tap": "J'ai écrit"}, {"tap": "On m'a dit non"}, folder=tmp_path
    )

    assert first["step"] == "suites"
    assert last["step"] == "merci"
    assert last["cards"][0]["phone"] == "39 28"
    counted = json.loads(relais("counts", "show", "--demo", "--json", folder=tmp_path).stdout)
    assert {
        (each["table"], each["territory"], *each["cell"].values(), each["n"])
        for each in counted
        if each["table"] != "content"
    } == {
        ("followup", "epci:245901160", "ecrit", 1),
        ("came_of_it", "epci:245901160", "refus", 1),
    }
