"""Files that a tired secretary or an attacker wrote: each is refused at once, with a sentence that says where and what to do."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.problems import ContentError, did_you_mean
from bot.content.source import MAX_BYTES, Value, parse, read
from tests.content.clumsy import FOLDER, encoding, expected, said, surroundings

FILES = sorted(FOLDER.glob("*.yaml"))
#: A shared machine stalls; alone, each takes under 3 ms.
SOON = 0.25

CARD = """contacts:
  cidff_saint_quentin:
    nom: CIDFF de Saint-Quentin
    pour: cidff
    zone_eligibilite: commune:02691
    telephone: 0323000000
    alternative: Par courrier.
    code_postal: 02100
    langues: [no, fr]
    horaires_accueil: Mo-Fr 10:30-12:45
    critique: no
    statut: actif
    verifie_le: 2026-11-20
    verifie_par: CIDFF de l'Aisne
    source: notre structure
    date_source: 2026-11
"""


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("around")
    surroundings(folder)
    return folder


def name_in_knowledge(raw: bytes) -> str:
    """Return where the file of a case stands: what its first message says."""
    return expected(raw)[0].split(":", 1)[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_produces_exactly_the_messages_that_it_starts_with(around: Path, path: Path) -> None:
    raw = path.read_bytes()
    assert expected(raw)
    assert said(around, name_in_knowledge(raw), raw) == expected(raw)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_message_is_short_kind_and_says_what_to_do(path: Path) -> None:
    for message in expected(path.read_bytes()):
        _file, _line, rest = message.split(":", 2)
        level, _, sentence = rest.strip().partition(": ")
        assert level in {"critique", "avertissement"}
        assert len(sentence) < 330
        assert " : " in sentence
        assert not any(
            word in sentence.lower()
            for word in ("erreur", "invalide", "incorrect", "interdit de", "vous avez", "error")
        )


def test_the_cases_are_saved_as_people_save_them() -> None:
    saved = {encoding(path.read_bytes()) for path in FILES}
    assert saved == {"utf-8", "latin-1", "utf-16"}
    assert len(FILES) >= 80


def billion_laughs() -> bytes:
    lines = ['a0: &a0 "ha"'] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


def merge_bomb() -> bytes:
    lines = ["base: &m0 {k: v}"] + [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 50)}]}}" for n in range(1, 60)]
    return "\n".join(lines).encode()


def merge_bomb_without_anchor() -> bytes:
    return b"contacts:\n  a:\n    <<: {nom: x}\n"


def fifty_megabytes() -> bytes:
    return b"contacts: {}\n" + b"# " + b"x" * 50_000_000


def brackets() -> bytes:
    return b"contacts: " + b"[" * 40_000


def braces() -> bytes:
    return b"contacts: " + b"{a: " * 40_000


def indented() -> bytes:
    return "\n".join(f"{' ' * depth}a:" for depth in range(1_500)).encode()


def question_marks() -> bytes:
    return b"? " * 40_000


def many_nodes() -> bytes:
    return b"contacts: [" + b"a," * 900_000 + b"]"


def many_keys() -> bytes:
    return b"".join(b"k%d: v\n" % number for number in range(110_000))


def null_bytes() -> bytes:
    return b"contacts:\n  a: \x00\x00\n"


@pytest.mark.parametrize(
    ("attack", "what", "line"),
    [
        (billion_laughs, "les ancres et les renvois", 1),
        (merge_bomb, "les ancres et les renvois", 1),
        (merge_bomb_without_anchor, "les fusions (<<)", 3),
        (fifty_megabytes, "le fichier est trop gros", 1),
        (brackets, "le fichier est trop compliqué", 1),
        (braces, "le fichier est trop compliqué", 1),
        (indented, "le fichier est trop compliqué", 33),
        (question_marks, "le fichier est trop compliqué", 1),
        (null_bytes, "un caractère interdit", 2),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_an_attack_is_refused_at_once(attack: Callable[[], bytes], what: str, line: int) -> None:
    raw = attack()
    start = time.process_time()
    with pytest.raises(ContentError) as refused:
        parse(raw, "knowledge/attaque.yaml")
    assert time.process_time() - start < SOON
    (problem,) = refused.value.problems
    assert what in problem.what
    assert problem.line == line
    assert problem.mend


@pytest.mark.parametrize("attack", [many_nodes, many_keys])
def test_a_file_of_many_small_things_costs_no_more_than_a_large_honest_one(attack: Callable[[], bytes]) -> None:
    assert len(attack()) < MAX_BYTES
    with pytest.raises(ContentError, match="trop compliqué"):
        parse(attack(), "knowledge/attaque.yaml")


def test_fifty_megabytes_are_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "gros.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    start = time.process_time()
    with pytest.raises(ContentError, match="trop gros"):
        read(path)
    assert time.process_time() - start < SOON


@pytest.mark.parametrize(
    "raw",
    [
        CARD.encode(),
        b"\xef\xbb\xbf" + CARD.encode(),
        CARD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + CARD.replace("\n", "\r\n").encode(),
        CARD.rstrip("\n").encode(),
    ],
    ids=["plain", "BOM", "CRLF", "BOM and CRLF", "no last line end"],
)
def test_what_windows_and_people_write_is_read_as_written(around: Path, raw: bytes) -> None:
    (message,) = said(around, "knowledge/contacts/essai.yaml", raw)
    assert message.startswith(
        "knowledge/contacts/essai.yaml:6: avertissement: contacts.cidff_saint_quentin.telephone : "
    )
    assert message.endswith('Écrivez-le ainsi : "03 23 00 00 00".')
    contacts = parse(raw, "essai.yaml").value["contacts"]
    assert isinstance(contacts, dict)
    card = contacts["cidff_saint_quentin"]
    assert isinstance(card, dict)
    assert card["code_postal"] == "02100"
    assert card["telephone"] == "0323000000"
    assert card["langues"] == ["no", "fr"]
    assert card["verifie_le"] == "2026-11-20"


def texts(value: Value) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and texts(each) for key, each in value.items())
    return all(map(texts, value)) if isinstance(value, list) else isinstance(value, str)


@given(st.binary(max_size=300) | st.text(alphabet=" \n-:[]{}\"'&*!|>%@#?,abé“«\t", max_size=200).map(str.encode))
def test_whatever_the_bytes_they_are_text_or_a_sentence_in_french(raw: bytes) -> None:
    try:
        assert texts(parse(raw, "essai.yaml").value)
    except ContentError as refused:
        for problem in refused.problems:
            assert 1 <= problem.line <= raw.count(b"\n") + raw.count(b"\r") + 2
            assert problem.what
            assert problem.mend


def test_a_name_is_proposed_by_its_spelling_and_by_what_people_call_it() -> None:
    labels = {"private_housing": "Logement privé", "health": "Santé, soins"}
    assert "« health »" in did_you_mean("helth", labels, labels)
    assert "« private_housing »" in did_you_mean("logement", labels, labels)
    assert did_you_mean("xyz", ["a", "b"]) == "Les noms connus sont : a, b"
