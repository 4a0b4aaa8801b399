"""How well what people look for is found, and how fast: tests/searches.yaml from the first screen, and nobody's story lost.

Run `make evaluate`; a line for each phrase that missed.
"""

import statistics
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.app import load_guide
from bot.core.dialogue import say
from bot.core.finding import look, warm
from bot.core.guide import Guide
from bot.core.places import warm as warm_places
from bot.core.view import Screen
from bot.settings import PARIS, Settings

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)
ROUNDS = 20


def searches() -> list[dict[str, Any]]:
    """Return the phrases and what each must find."""
    cases: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "searches.yaml").read_text(encoding="utf-8"))[
        "searches"
    ]
    return cases


def stories() -> list[str]:
    """Return every vignette's text: people who tell what happened, or something else that is no search."""
    texts: list[str] = []
    for file in sorted((ROOT / "tests" / "vignettes").glob("*.yaml")):
        texts += [case["text"] for case in yaml.safe_load(file.read_text(encoding="utf-8"))["cases"]]
    return texts


def found(guide: Guide, case: dict[str, Any]) -> bool:
    """Say whether what was looked for is there: on the screen that answers, or one tap away."""
    screen = say(guide, "", str(case["say"]), NOW)
    if "card" in case:
        return any(card.id.startswith(case["card"]) for card in screen.cards)
    wanted = address(guide, case.get("page") or case.get("button") or case["story"])
    if "page" in case:
        return screen.address == wanted
    told = any(link.role == "confirm" for link in screen.links)
    return any(link.path == wanted for link in screen.links) and told == ("story" in case)


def address(guide: Guide, name: str) -> str:
    """Return the address of what a case names, seen from the first screen."""
    section, _dot, ident = name.partition(".")
    known = guide.knowledge
    if section == "flux":
        return guide.flows[ident].flow.code or ""
    if section == "reperes":
        return f"~{known.explainers[ident].code}"
    return f"~{known.remedies[ident].code}" if section == "demarches" else f"~{name}"


def lost(guide: Guide, words: str) -> bool:
    """Say whether a story was answered with something to read: neither proposals, nor an urgency, nor the question again."""
    screen = say(guide, "", words, NOW)
    return not (screen.urgency or screen.notice or _told(screen))


def _told(screen: Screen) -> bool:
    return any(link.role == "confirm" for link in screen.links)


def main() -> None:
    """Print the shares and the times."""
    guide = load_guide(Settings(flows=ROOT / "flows", knowledge=ROOT / "knowledge"))
    warm_places(guide.gazetteer)
    begun = time.perf_counter()
    warm(guide)
    print(f"\nRecherche : index en {1e3 * (time.perf_counter() - begun):.0f} ms (lexique compris), une fois")
    cases = searches()
    for title, listed in (
        ("phrases", cases),
        ("dont écrites d'un trait", [case for case in cases if case.get("fresh")]),
    ):
        missed = [str(case["say"]) for case in listed if not found(guide, case)]
        print(f"  {title:24} {len(listed) - len(missed):3} trouvées sur {len(listed)} {missed or ''}")
    told = stories()
    print(f"  {'récits détournés':24} {sum(lost(guide, text) for text in told):3} sur {len(told)}")
    for title, texts in (("phrases", [str(case["say"]) for case in cases]), ("récits", told)):
        taken = []
        for text in texts:
            start = time.perf_counter()
            look(guide, text)
            taken.append(1e3 * (time.perf_counter() - start))
        print(f"  {title:24} médiane {statistics.median(taken):.2f} ms, pire {max(taken):.1f} ms")


if __name__ == "__main__":
    main()
