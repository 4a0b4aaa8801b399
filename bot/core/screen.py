"""A screen is a function of the path: `show(guide, address, now)`. Pure, total, tens of microseconds."""

from collections.abc import Callable, Iterator
from datetime import datetime

from bot.core import path as paths
from bot.core.aside import NOTHING, Aside
from bot.core.ending import end_screen
from bot.core.flow import Choice, End, Listing, Opening, Place, Question, Result, Say, Several, Step
from bot.core.guide import Guide
from bot.core.listing import listing_links, listing_text
from bot.core.offer import offer_page
from bot.core.pages import page
from bot.core.path import Address
from bot.core.propose import understood
from bot.core.qualify import outcome_of
from bot.core.result import result_screen
from bot.core.tongue import LANGUAGES, chosen, in_language, languages_label, voiced
from bot.core.view import Link, Screen
from bot.core.visit import Visit, place_name, visit, with_foot


def show(guide: Guide, address: str, now: datetime, aside: Aside = NOTHING) -> Screen:
    """Return the screen that a button, a link or an attacker's string leads to; it never fails and never is empty."""
    parsed = paths.parse(address)
    if change := chosen(guide, parsed.page):
        language, seen = change
        other = in_language(guide, language)
        return voiced(other, show(other, str(Address(parsed.tokens, seen)), now, aside))._replace(language=language)
    here = visit(guide, parsed, aside)
    if here.offer:
        return offer_page(here)
    if here.page and (found := page(here, now)):
        return found
    return _step_screen(here, now)


def _step_screen(here: Visit, now: datetime) -> Screen:
    demanded = here.demanded
    step = demanded or here.step
    if isinstance(step, Result):
        return result_screen(here, outcome_of(here.guide.kind_rules.spelled(here.position.bits)), now)
    if isinstance(step, End):
        return end_screen(here, step, now)
    text = _for_somebody_else(here, step) if here.facts.role != "self" and step.also else step.text
    if isinstance(step, Say) and step.source:
        text = f"{text}\n\n{here.guide.phrases['source'].fill(source=step.source)}"
    first = not here.position.answers and here.position.step == here.tree.flow.start and demanded is None
    if (
        first and step.again and (waiting := understood(here, _kept(here)))
    ):  # whoever told something has read the welcome
        text = f"{waiting}\n\n{step.again}"
    if first and not here.guide.tongue.reviewed:
        text = f"{text}\n\n{here.guide.phrases['traduction_non_relue']}"
    body = Screen(
        here.path,
        here.path,
        here.step_id,
        text,
        facts=here.facts,
        expects_place=isinstance(step, Place),
    )
    if isinstance(step, Several):
        return _several(here, step, body)
    if isinstance(step, Listing):
        body = body._replace(text=listing_text(here, step), links=listing_links(here, step))
    links = body.links + _home(here, step) + tuple(_listed(here, step, lambda choice: _choice(here, choice)))
    asked = {answer.step for answer in here.position.answers}
    links += tuple(_demand(here, name) for name in step.also if demanded is None and name not in asked)
    if first or not isinstance(step, Question):  # a menu that stands beside the first question goes with it
        links += tuple(_opening(here, each) for each in step.opens)
    if first and len(here.guide.knowledge.languages) > 1:
        links += (Link(languages_label(here.guide), here.here(LANGUAGES), "page"),)
    return with_foot(here, body._replace(links=links))


def _kept(here: Visit) -> tuple[str, ...]:
    """Return the answers that wait for their question; a poster's commune is none of them."""
    return tuple(token for token in here.position.ahead if not paths.is_place(token) or token[0] == "f")


def _for_somebody_else(here: Visit, step: Step) -> str:
    """Ask the first question again, shorter, to who has just said that it is for somebody else."""
    return f"{here.guide.phrases['pour_un_autre']}\n\n{step.again or step.text}"


def _home(here: Visit, step: Step) -> tuple[Link, ...]:
    """Offer the commune that a poster's link brought, as the first answer to where it happened."""
    home = next((token[1:] for token in here.position.ahead if paths.is_place(token) and token[0] == "h"), None)
    commune = here.guide.gazetteer.commune(home.upper()) if home else None
    if commune is None or not isinstance(step, Place) or step.of != "faits":
        return ()
    return (Link(place_name(commune), here.to(f"f{home}"), "choice"),)


def _listed(here: Visit, step: Step, drawn: Callable[[Choice], Link | None]) -> Iterator[Link]:
    """Yield the buttons of the page in the order of the file: choices, and each named group where its first choice stands."""
    names = list(step.groups)
    open_group = _group(step, here.page)
    shown: set[str] = set()
    for choice in step.choices.values():
        group = choice.group
        if group == open_group:
            if link := drawn(choice):
                yield link
        elif group and open_group is None and group not in shown:
            shown.add(group)
            yield Link(step.groups[group], here.here(str(names.index(group) + 1)), "page")


def _group(step: Step, page_code: str) -> str | None:
    names = list(step.groups)
    if page_code.isdigit() and 1 <= int(page_code) <= len(names):
        return names[int(page_code) - 1]
    return None


def _choice(here: Visit, choice: Choice) -> Link:
    return Link(choice.label, here.to(choice.code), "choice")


def _demand(here: Visit, name: str) -> Link:
    """Return the button of a question that is asked on demand."""
    step = here.tree.flow.steps[name]
    return Link(step.label or step.text, str(Address(here.tokens, step.code or "")), "page")


def _opening(here: Visit, opening: Opening) -> Link:
    """Return the button into another flow; the channel and a poster's commune go along."""
    home = tuple(token for token in here.position.ahead if paths.is_place(token) and token[0] == "h")
    return Link(opening.label, paths.join((*here.guide.opened(opening, here.way_in), *home)), "page")


def _several(here: Visit, step: Several, body: Screen) -> Screen:
    """Ticks: each tap leads to the path with one more or one less; « Continuer » closes the picking."""
    phrases = here.guide.phrases
    ticked = here.ticked
    group = _group(step, here.page)
    lines = [str(body.text)]
    if ticked:
        chosen = "\n".join(f"• {here.tree.choice[code].label}" for code in ticked)
        lines.append(f"{phrases['choisi']}\n{chosen}")
    full = len(ticked) >= step.most
    if full:
        lines.append(phrases["assez_de_raisons"])
    links = [Link(phrases["continuer"], here.to("-".join(ticked)), "confirm")] if ticked else []
    links += _listed(here, step, lambda choice: _pick(here, choice, full=full))
    if group:
        links.append(Link(phrases["autres_raisons"], here.path, "page"))
    return with_foot(here, body._replace(text="\n\n".join(lines), links=tuple(links)))


def _pick(here: Visit, choice: Choice, *, full: bool) -> Link | None:
    """Return the button of an answer among several; one that stands alone goes once something else is ticked."""
    if choice.alone:
        return None if here.ticked else _choice(here, choice)
    return _tick(here, choice) if choice.code in here.ticked or not full else None


def _tick(here: Visit, choice: Choice) -> Link:
    on = choice.code in here.ticked
    codes = tuple(code for code in here.ticked if code != choice.code) if on else (*here.ticked, choice.code)
    token = "-".join(codes) + "-" if codes else ""
    page_code = here.page if here.page.isdigit() else ""
    label = f"✓ {choice.label}" if on else str(choice.label)
    return Link(label, here.to(token, page_code), "choice")
