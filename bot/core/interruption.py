"""An urgency that somebody's words tell: it comes before everything, and what they wrote waits for them."""

from datetime import datetime

from bot.core import path as paths
from bot.core.account import Written
from bot.core.guide import Guide
from bot.core.hearing import Heard, meaning
from bot.core.offer import waiting
from bot.core.pages import URGENCY_PAGES
from bot.core.propose import propose, says_minor
from bot.core.screen import show
from bot.core.tongue import FRENCH, in_language, speaking, voiced
from bot.core.view import Link, Screen
from bot.core.visit import Visit, visit

#: Words that are read for proposals; emergencies read everything.
READ = 1000


def noted_alarm(here: Visit, noted: Written, name: str, now: datetime) -> Screen:
    """Return the emergency; what was written is kept, and one may go on writing afterwards."""
    alarm = show(here.guide, here.here(URGENCY_PAGES[name]), now)
    back, *others = alarm.links
    onward = back._replace(path=here.here(noted.page))
    text = f"{alarm.text}\n\n{here.guide.phrases['rappel_note']}"
    return alarm._replace(text=text, links=(onward, *others), aside=noted.aside)


def interrupted(here: Visit, heard: Heard, words: str, now: datetime) -> Screen:
    """Return the emergency, in the language that it can be read in; a button leads back to the other one."""
    guide, other = here.guide, readable(here.guide, heard)
    if other is guide:
        return _alarmed(here, heard.id, words, now)
    screen = _alarmed(visit(other, paths.parse(here.path), here.aside), heard.id, words, now)
    own = guide.knowledge.languages[guide.language]
    back = Link(own.name, f"{screen.address}{own.code}", "page")
    return voiced(other, screen._replace(links=(*screen.links, back)))._replace(language=other.language)


def readable(guide: Guide, heard: Heard) -> Guide:
    """Return the guide that an urgency is said by: whoever was never asked for another language than French reads their own."""
    language = speaking(guide, heard.language) if guide.spoken == FRENCH != heard.language else None
    return in_language(guide, language) if language else guide


def _alarmed(here: Visit, name: str, words: str, now: datetime) -> Screen:
    """Return the emergency; where it does not wait for an answer, one may go on with what was written."""
    guide = here.guide
    meant = meaning(guide.hearing, words[:READ], guide.spoken)
    if says_minor(meant) and not here.facts.minor and (code := _minor_code(here)):
        here = visit(guide, paths.parse(here.to(code)))
    alarm = show(guide, here.here(URGENCY_PAGES[name]), now, here.aside)
    found = [] if guide.knowledge.urgencies[name].stops else propose(here, meant)
    if not found:
        return alarm
    back, *others = alarm.links
    again = Link(guide.phrases["bouton_reprendre"], waiting(here, found), "confirm")  # where it is asked, not taken
    return alarm._replace(links=(back, again, *others))


def _minor_code(here: Visit) -> str | None:
    """Return the answer that says that who writes is under eighteen."""
    return next((code for code, choice in here.tree.choice.items() if choice.facts.get("mineur") == "oui"), None)
