"""Each of the forty vignettes is typed as it stands, and led in at most seven taps to a first useful orientation."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.guide import Guide
from bot.core.view import Screen
from bot.terminal.session import Session
from tests.conftest import NOW
from tests.transcripts import nobody

CASES = yaml.safe_load((Path(__file__).parent / "vignettes" / "dev.yaml").read_text(encoding="utf-8"))
TAPS = 7
PUBLIC = ("fonctionnaire", "établissement public", "hopital", "hôpital", "contractuelle")
#: Who did it, where the questions ask: what the person of the vignette would tap.
WHO = {
    "D18": "Un collègue, un élève",
    "D28": "Un collègue, un élève",
    "D31": "Un inconnu",
    "D32": "Quelqu'un de ma famille",
}


class Typist:
    """Somebody who types what happened, then answers what is asked as the vignette says."""

    def __init__(self, guide: Guide, case: dict[str, Any]) -> None:
        self.guide = guide
        self.case = case
        self.taps = 0
        self.session = Session(guide, lambda: NOW, nobody, nobody)

    async def tell(self) -> tuple[Screen, list[Screen]]:
        """Return the first result, and every screen on the way."""
        screens = [await self.session.start(), await self.session.say(self.case["text"])]
        for _ in range(20):
            screen = screens[-1]
            if screen.result:
                return screen, screens
            screens.append(await self._answer(screen))
        raise AssertionError([screen.step for screen in screens])

    async def _answer(self, screen: Screen) -> Screen:
        if screen.expects_place:
            return await self.session.say("valenciennes")
        return await self._tap(self._choice(screen))

    async def _tap(self, label: str) -> Screen:
        link = next(link for link in self.session.screen.links if link.label == label)
        self.taps += link.role in {"choice", "confirm"} and not label.startswith(
            ("✓", "Mes ", "Ma ", "Mon ", "Un ", "Être ")
        )
        return await self.session.tap(label)

    def _choice(self, screen: Screen) -> str:
        labels = [link.label for link in screen.links if link.role in {"choice", "confirm", "back", "page"}]
        if screen.urgency and not any(link.role == "urgent" for link in screen.links):
            return next((link.label for link in screen.links if link.role == "confirm"), screen.links[0].label)
        if "Oui, c'est cela" in labels:
            return "Oui, c'est cela"
        wanted = {
            "statut": next((labels[1] for word in PUBLIC if word in self.case["text"].lower()), labels[0]),
            "quand": "Moins de 2 mois",
            "qui": WHO.get(self.case["id"], labels[0]),
            "indices": labels[0],
        }
        if screen.step in wanted:
            label = wanted[screen.step]
            return label if label in labels else next(each for each in labels if "famille" in each.lower())
        if screen.step == "raison":
            return self._reason(screen, labels)
        raise AssertionError((self.case["id"], screen.step, labels))

    def _reason(self, screen: Screen, labels: list[str]) -> str:
        flow = self.guide.main.flow
        step = flow.steps["raison"]
        expected = self.case["criteria"]
        if not expected:
            return next(each for each in ("Aucune de ces raisons", "Autre raison, ou aucune raison") if each in labels)
        choice = next(each for each in step.choices.values() if each.facts.get("critere") == expected[0])
        if f"✓ {choice.label}" in labels:
            return next(link.label for link in screen.links if link.role == "confirm")
        if choice.label in labels:
            return choice.label
        return step.groups[choice.group or ""]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
async def test_a_vignette_typed_is_led_to_a_useful_orientation(case: dict[str, Any], guide: Guide) -> None:
    typist = Typist(guide, case)
    expected = case
    if expected["kind"][0].startswith("emergency"):
        first = await typist.session.say(case["text"])
        assert {card.id for card in first.cards} & {"police_17", "suicide_3114"}
        return
    result, screens = await typist.tell()
    if expected.get("urgency"):
        assert screens[1].urgency, case["text"]
    useful = {*expected["primary_orientation"], *expected["also_acceptable"]}
    assert typist.taps <= TAPS, typist.taps
    doors = [line for line in result.text.split("**") if line[:1].isdigit() and ". " in line[:4]]
    names = {guide.knowledge.doors[name].label for name in useful}
    assert any(door.split(". ", 1)[1] in names for door in doors), (result.result, doors, sorted(useful))
    assert result.result
    assert result.result.kind not in expected.get("must_not", ()), result.result
