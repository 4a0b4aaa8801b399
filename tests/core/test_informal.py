"""Who is under eighteen is told « tu », in every sentence of every screen that their answers lead to."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from string import ascii_lowercase, digits

import pytest
from pydantic import BaseModel

from bot.content.source import parse
from bot.core.account import ACCOUNT_PAGES
from bot.core.facts import Facts
from bot.core.flow import Flow
from bot.core.guide import Guide
from bot.core.informal import informal
from bot.core.knowledge import Knowledge
from bot.core.pages import RESERVED, URGENCY_PAGES
from bot.core.screen import show
from bot.core.takeaway import TAKEAWAY_PAGES
from bot.core.text import Text
from bot.core.tongue import in_language
from bot.core.view import Outcome, Screen
from tests.conftest import NOW, ROOT
from tests.test_every_path import paths

#: « vous », « le vôtre », a verb that ends in « -ez », and the three that don't; not « chez », « rendez-vous », « Lys-lez-Lannoy ».
VOUS = re.compile(
    r"(?<!rendez-)\b(?:vous|votre|vos|vôtres?|dites|êtes)\b[^.!?\n]*"
    r"|(?<!-)\b(?!rendez-vous|chez\b|nez\b|assez\b|lez\b)\w+ez\b[^.!?\n]*"
    r"|(?:^|[.:!?•»] )(?:\*\*)?faites\b[^.!?\n]*",
    re.IGNORECASE | re.MULTILINE,
)
#: Read before somebody can say their age, or by who asks for somebody else.
NOT_FOR_MINORS = (
    "description",
    "description_courte",
    "pour_un_autre",
    "role_relative",
    "role_witness",
    "role_professional",
    "merci_accompagnant",
    "page_relais",
    "relais_comment",
    "page_remettre",
    "carte_texte",
    "carte_lien",
)
#: The pages of who asks for somebody by trade.
FOR_LISTENERS = frozenset({"zc", "zr"})
#: The leaflet is printed for everybody.
PRINTED = "depliant_"
#: The sentences of the published statistics: partners read them.
PUBLISHED = ROOT / "knowledge" / "phrases" / "observatoire.yaml"
#: Sections that hold what people type, or what partners read; letters speak to who receives them (see beside_letters).
NOT_SHOWN = frozenset({"letters", "lexicon", "observed", "commands", "channels", "operator", "kind_families"})
#: Pages of a result; the answers so far, the 39 28, the emergency pages and the like stand on any screen.
RESULT_PAGES = ("", "~o", "~o2", "~o3", "~o4", "~k", "~d", "~w", "~x", "~l", "~e", *(f"~e{n}" for n in range(1, 10)), "~y", "~zu", "~z1", "~z2", "~z3", "~b", "~b1", "~b4", "~h1")  # fmt: skip
PAGES = (*RESULT_PAGES, "~r", "~t")
#: Insults on the Internet, and a file that a service does not answer: each choice alone does not lead there.
TOGETHER = ("in_sv_ne_or_q7_t1_nl_dp", "au_ds_sp_rn_t1_f59606")
BESIDE = tuple(f"~{page}" for page in (*ACCOUNT_PAGES, *TAKEAWAY_PAGES))
ANYWHERE = (*BESIDE, "~r", "~t", "~p", "~a", "~g", "~u", "~uc", *(f"~{code}" for code in URGENCY_PAGES.values()))


def vous(text: str) -> list[str]:
    return [match[0].strip()[:90] for match in VOUS.finditer(text)]


def words_of(screen: Screen) -> str:
    """Return all that somebody reads on a screen, its cards whole."""
    cards = [f"{card.title}\n{card.alternative}\n{card.why}\n{card.hours}" for card in screen.cards]
    return "\n".join([screen.text, *(link.label for link in screen.links), *cards])


def sentences(value: object, where: str) -> Iterator[tuple[str, Text]]:
    """Yield every sentence below a value, with the keys that lead to it; a `tu` is the form of another sentence."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name != "tu":
                yield from sentences(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from sentences(each, f"{where}.{key}")
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from sentences(each, f"{where}.{number}")


def test_a_sentence_has_its_tu_beside_it() -> None:
    with pytest.raises(ValueError, match="tu_without_vous"):
        Flow.model_validate(
            parse(b"flux: a\ntitre: T\ndebut: q\ntu: {titr: T}\netapes: {q: {texte: T}}", "a.yaml").value
        )
    assert Knowledge().tu == {}


@pytest.mark.parametrize(
    "told", ["Dites la raison.", "Vous y allez.", "Lui : faites vite.", "Êtes-vous là ?", "Le vôtre.", "Gardez-le."]
)
def test_vouvoiement_is_recognised(told: str) -> None:
    assert vous(told)


@pytest.mark.parametrize(
    "told", ["Sur rendez-vous, chez toi.", "Lys-lez-Lannoy", "Les démarches déjà faites.", "C'est assez."]
)
def test_other_words_are_left_alone(told: str) -> None:
    assert not vous(told)


def test_no_sentence_that_a_minor_may_read_says_vous(guide: Guide) -> None:
    assert guide.minor
    knowledge = guide.minor.knowledge
    shown = {name: getattr(knowledge, name) for name in Knowledge.model_fields if name not in {*NOT_SHOWN, "tu"}}
    unread = {*NOT_FOR_MINORS, *parse(PUBLISHED.read_bytes(), PUBLISHED.name).value["phrases"]}
    shown["phrases"] = {
        name: text for name, text in knowledge.phrases.items() if name not in unread and not name.startswith(PRINTED)
    }
    shown["flows"] = {
        name: tree.flow for name, tree in guide.minor.flows.items() if tree.flow.facts.get("role") != "professional"
    }
    told = [f"{where} : {text}" for where, text in sentences(shown, "") if vous(text)]
    assert not told, "\n".join(told)


def for_each_reason(guide: Guide) -> Iterator[str]:
    """Yield every whole path, and the same with reasons that lead to other kinds."""
    yield from TOGETHER
    reasons = {choice.code for choice in guide.main.flow.steps["raison"].choices.values()}
    varied: set[tuple[str, ...]] = set()
    for path in paths(guide):
        yield path
        tokens = path.split("_")
        place = next((place for place, token in enumerate(tokens) if token in reasons), None)
        if place is not None and tuple(tokens[:place]) not in varied:
            varied.add(tuple(tokens[:place]))
            yield from ("_".join([*tokens[:place], other, *tokens[place + 1 :]]) for other in ("fe", "rl", "ha", "rn"))


def beside_letters(guide: Guide, path: str) -> Iterator[str]:
    """Yield each « vous » that stands around a letter; inside, the letter says « vous » to who receives it."""
    assert guide.minor
    begin, end = (str(guide.minor.phrases[name]) for name in ("lettre_debut", "lettre_fin"))
    for number in range(
        1, 1 + len([link for link in show(guide, f"{path}~l", NOW).links if link.path and "~l" in link.path])
    ):
        for page in ("l", "s", "f", "i", "j"):
            screen = show(guide, f"{path}~{page}{number}", NOW)
            before, _mark, rest = screen.text.partition(begin)
            assert end in rest
            yield from vous("\n".join([before, rest.partition(end)[2], *(link.label for link in screen.links)]))


@pytest.mark.long
def test_a_minor_reads_no_vous(guide: Guide) -> None:
    assert guide.minor
    found: Counter[str] = Counter()
    results: set[tuple[Outcome, str | None]] = set()
    for path in for_each_reason(guide):
        screen = show(guide, f"mi_{path}", NOW)
        assert screen.facts.minor
        assert screen.result
        found.update(vous(words_of(screen)))
        result = (screen.result, screen.facts.domain)
        if result not in results:
            results.add(result)
            found.update(word for page in PAGES for word in vous(words_of(show(guide, f"mi_{path}{page}", NOW))))
            found.update(beside_letters(guide, f"mi_{path}"))
    assert not found, "\n".join(f"{count:5} {words}" for words, count in found.most_common(400))
    kinds = {kind for result, _domain in results for kind in (result.kind, *result.also)}
    assert kinds >= set(guide.knowledge.kinds) - {"emergency_danger", "emergency_suicide"}
    assert Facts().minor is False


@pytest.mark.long
def test_a_minor_reads_no_vous_before_the_end_either(guide: Guide) -> None:
    found: Counter[str] = Counter()
    seen: set[str] = set()
    for path in paths(guide):
        tokens = path.split("_")
        for length in range(len(tokens)):
            start = "_".join(["mi", *tokens[:length]])
            if start in seen:
                continue
            seen.add(start)
            screen = show(guide, start, NOW)
            groups = [link.path for link in screen.links if link.role == "page" and link.path]
            pages = {start + page for page in ANYWHERE} if length < 2 else {f"{start}~r"}
            for address in {start, *groups, *pages}:
                found.update(vous(words_of(show(guide, address, NOW))))
    assert not found, "\n".join(f"{count:5} {words}" for words, count in found.most_common(400))


def test_every_page_is_read_here() -> None:
    assert {page[1:] for page in (*PAGES, *ANYWHERE) if page} >= RESERVED - FOR_LISTENERS - {
        f"{a}{n}" for a in "oelfsijbhg" for n in ascii_lowercase + digits
    }


def test_the_short_way_to_a_translation_s_form_for_minors_is_the_long_way_s(guide: Guide) -> None:
    for language in ("falc", "ar", "tr"):
        spoken = in_language(guide, language)
        assert spoken.minor
        assert spoken.minor.knowledge == informal(spoken.knowledge)
        assert spoken.minor.main.flow == informal(spoken.main.flow)
