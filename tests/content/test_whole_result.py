"""The result, and what stands one tap from it, is said in the person's language, whatever the situation."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import gazetteer
from bot.content.catalog import path_of, refreshed, write
from bot.content.languages import guides
from bot.content.load import load
from bot.content.texts import matches, sentences, texts
from bot.core.guide import Guide
from bot.core.languages import Language
from bot.core.screen import show
from bot.core.tongue import in_language
from bot.core.view import Screen
from bot.settings import Settings
from tests.conftest import NOW
from tests.test_every_path import paths

LANGUAGES = ("falc", "ar", "en", "tr", "pt", "pl", "ro", "uk")
#: Contacts of all places, evidence, limits, ways to act, why, letters, to take away, more questions.
ONE_TAP = ("o", "k", "d", "e", "w", "l", "z", "x")
#: What rules may say on a result: the reasons of doors, what they ask, limits, evidence, permitted differences, letters.
RULED = ("door_rules", "doors", "limits", "evidence", "kind_rules", "exemptions", "kinds", "treatments", "domains")
NAME = re.compile("⟦(.*?)⟧")


def results(guide: Guide, every: int = 1) -> Iterator[Screen]:
    """Yield the result of each path that takes a choice for the first time, or of one in `every`."""
    for path in list(paths(guide))[::every]:
        screen = show(guide, path, NOW)
        if screen.result:
            yield screen


def around(guide: Guide, result: Screen) -> Iterator[Screen]:
    """Yield a result and the pages that its buttons lead to."""
    yield result
    pages = {f"{result.path}~{name}" for name in ONE_TAP}
    for link in result.links:
        if link.path in pages:
            yield show(guide, link.path, NOW)


def shown(screen: Screen) -> str:
    """Return all the words of a screen."""
    return "\n".join([screen.text, *(link.label for link in screen.links)])


def named(settings: Settings, folder: Path) -> Guide:
    """Return a guide in which every sentence tells its name."""
    content = load(settings.flows, settings.knowledge)
    told = Language(name="Noms", code="z", locale="fr")
    content.knowledge = content.knowledge.model_copy(update={"languages": {"fr": told, "zz": told}})
    messages = refreshed(folder, "zz", told.model_copy(update={"whole": True}), sentences(content))
    names: defaultdict[str, list[str]] = defaultdict(list)
    for each in sentences(content):
        names[str(each.text)].append(each.name)
    for message in messages:
        if message.id:
            message.string = f"{message.id}⟦{' '.join(names[str(message.id)])}⟧"
    write(messages, path_of(folder, "zz"))
    return in_language(guides(content, lambda: gazetteer(settings.knowledge / "communes"), folder), "zz")


def test_the_essential_set_holds_what_a_result_says_and_what_stands_one_tap_from_it(
    settings: Settings, tmp_path: Path
) -> None:
    guide = named(settings, tmp_path)
    kept = guide.knowledge.translation
    found = {
        names for each in results(guide, 4) for screen in around(guide, each) for names in NAME.findall(shown(screen))
    }
    assert len(found) > 300  # it did read them
    loose = [
        names for names in found if not any(matches(name, (*kept.essential, *kept.names)) for name in names.split())
    ]
    assert [names for names in loose if not names.startswith("contacts.")] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_result_has_no_sentence_in_french_that_is_not_a_name(guide: Guide, code: str) -> None:
    spoken = in_language(guide, code)
    mark = spoken.phrases["en_francais"]
    fresh = {str(text) for _where, text in texts(spoken.knowledge.contacts, ()) if mark in text}
    seen = 0
    for result in results(spoken, 9):
        seen += 1
        for screen in around(spoken, result):
            words = shown(screen)
            for each in fresh:  # a contact that a partner has just added may wait for its translations
                words = words.replace(each, "")
            assert mark not in words, screen.path
    assert seen > 50


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_rule_whatever_the_situation_says_a_result_in_french(guide: Guide, code: str) -> None:
    spoken = in_language(guide, code)
    mark = spoken.phrases["en_francais"]
    for each in (spoken, spoken.minor):
        assert each
        for section in RULED:
            said = list(texts(getattr(each.knowledge, section), (section,)))
            assert said, section
            french = [where for where, text in said if text.endswith(mark)]
            # the name of a permitted difference stands on no result
            assert [where for where in french if (where[0], where[-1]) != ("exemptions", "libelle")] == []
