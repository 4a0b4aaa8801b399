"""What somebody does, and the screen that answers: a start, a tap, words, a command. Total, like everything behind it."""

from datetime import datetime

from bot.core import path as paths
from bot.core.account import Written, written
from bot.core.aside import NOTHING, Aside
from bot.core.finding import Finding, beside, found_screen, look
from bot.core.flow import ENDINGS, Place, Result
from bot.core.guide import MAIN, Guide
from bot.core.hearing import UNKNOWN, alarm, recognised
from bot.core.helpful import HELPFUL
from bot.core.interruption import READ, interrupted, noted_alarm, readable
from bot.core.offer import language_offer, offered
from bot.core.pages import CANNOT_CALL, URGENCY_PAGES
from bot.core.papers import dated
from bot.core.path import LIMIT
from bot.core.places import certain, search
from bot.core.pressed import button, choice
from bot.core.result import PROFESSIONAL
from bot.core.saying import meant
from bot.core.screen import show
from bot.core.story import tell
from bot.core.tongue import LANGUAGES, speaking, voiced
from bot.core.view import Screen
from bot.core.visit import Visit, phrase, visit
from bot.core.whereabouts import PLACES, mark, near, town_screen, towns, which_place
from bot.core.words import fold

#: What /… may be; "privacy" is another name of "confidentialite".
COMMANDS = ("start", "aide", "urgence", "effacer", "quitter", "confidentialite", "langue")
#: The pages that commands open.
PAGES = {
    "aide": "a", "urgence": "u", "confidentialite": "p", "telephone": "t", "langue": "g", "discret": "q", "aide_memoire": "m",
}  # fmt: skip
YES_NO = frozenset({"oui", "non"})
#: From so many words on something is told, rather than chosen or looked for.
SENTENCE = 5
#: A place may be said in some words more: « c'était à Lille, près de la gare ».
ADDRESS = 8
#: The number that whoever is in danger may write to: where it stands, danger was spoken of.
DANGER = "114"


def start(guide: Guide, payload: str, now: datetime) -> Screen:
    """Return the first screen. A deep link carries a flow, a channel and a commune only: anything else in it is dropped."""
    parts = payload[:LIMIT].lower().split("-")
    names = {name: channel.code for name, channel in guide.knowledge.channels.items()}
    channel = next((names[part] for part in parts if part in names), "")
    codes = {name: tree.flow.code for name, tree in guide.flows.items() if tree.flow.code}
    flow = next((codes.get(part, part) for part in parts if part in codes or part in guide.by_code), "")
    home = next((f"h{part}" for part in parts if guide.place_exists(part.upper())), "")
    return voiced(guide, show(guide, paths.join(tuple(token for token in (channel, flow, home) if token)), now))


def tap(guide: Guide, address: str, now: datetime, aside: Aside = NOTHING) -> Screen:
    """Return the screen of a button, however old or forged; `aside` is what the edge remembers beside the path."""
    return voiced(guide, show(guide, address, now, aside))


def command(guide: Guide, name: str, address: str, now: datetime, aside: Aside = NOTHING) -> Screen:
    """Return the screen of a command, one of COMMANDS or a word that acts like one (`commandes` in the phrases)."""
    return voiced(guide, _commanded(guide, name, address, now, aside))


def _commanded(guide: Guide, name: str, address: str, now: datetime, aside: Aside) -> Screen:
    if name == "quitter":
        return _empty(guide.phrases["au_revoir"])._replace(leaving="quit")
    if name == "effacer":
        return _empty(guide.phrases["efface"])._replace(leaving="erase")
    here = visit(guide, paths.parse(address), aside)
    if name == "merci":  # where one leaves, whether it helped is asked
        done = isinstance(here.step, Result) and here.facts.role != PROFESSIONAL
        return _onward(here, here.here(HELPFUL) if done else here.path, now)
    if name in PAGES:
        return show(guide, here.here(PAGES[name]), now, aside)
    if name == "retour":
        return show(guide, here.back() or here.path, now, aside)
    return show(guide, here.path if name == "bonjour" else "", now, aside)


def spoken_command(guide: Guide, words: str) -> str | None:
    """Return the command that somebody typed as a word: « stop », « effacer », « aide »."""
    return meant(guide.knowledge.commands, words)


def alarming(guide: Guide, words: str) -> bool:
    """Say whether words interrupt everything, wherever they are found: an old message edited, a caption."""
    heard = alarm(guide.hearing, words, guide.spoken)
    return heard is not None and heard.strength == "interrupt"


def say(guide: Guide, address: str, words: str, now: datetime, aside: Aside = NOTHING) -> Screen:
    """Return the answer to typed words: emergency first, then the question that is open, then what they may mean.

    Words of the aide-mémoire are noted either way: the screen's `aside` holds them, and the edge keeps it.
    """
    return voiced(guide, _said(guide, address, words, now, aside))


def _said(guide: Guide, address: str, words: str, now: datetime, aside: Aside) -> Screen:
    here = visit(guide, paths.parse(address), aside)
    noted = written(here, words)
    heard = alarm(guide.hearing, words, guide.spoken)
    if heard and heard.strength == "interrupt":
        return noted_alarm(here, noted, heard.id, now) if noted else interrupted(here, heard, words, now)
    if here.page in {URGENCY_PAGES["suicide"], CANNOT_CALL}:
        return _called(here, words, now)
    screen = _written(here, noted, now) if noted else _answered(here, words, now)
    if heard:
        soft = readable(guide, heard).knowledge.urgencies[heard.id].soft
        said = screen.text if soft in screen.text else f"{soft}\n\n{screen.text}"
        return screen._replace(text=said, urgency=heard.id)
    return _in_case(here, words, screen)


def _called(here: Visit, words: str, now: datetime) -> Screen:
    """Return what follows words on the pages about suicide: a button's, or « non », nobody is there or it can't be said aloud."""
    alone = meant(here.guide.knowledge.answers, words) == "non"
    to = button(here, words, now)
    return _onward(here, here.here(CANNOT_CALL if alone else here.page) if to is None else to, now)


def _in_case(here: Visit, words: str, screen: Screen) -> Screen:
    """Say whom to call below the answer to a sentence, and to what was not understood: no list holds all ways to tell danger."""
    told = len(words[:READ].split()) >= (ADDRESS if screen.expects_place else SENTENCE)
    if not (told or screen.notice) or DANGER in screen.text:  # an emergency's page, or a line above, says it already
        return screen
    return screen._replace(text=f"{screen.text}\n\n{phrase(here, 'au_cas_ou')}")


def _written(here: Visit, noted: Written, now: datetime) -> Screen:
    """Return what follows an answer to the aide-mémoire."""
    screen = show(here.guide, here.here(noted.page), now, noted.aside)
    return (_notice(screen, noted.notice) if noted.notice else screen)._replace(aside=noted.aside)


def place(guide: Guide, address: str, insee: str, now: datetime, aside: Aside = NOTHING) -> Screen:
    """Return the screen that follows a commune given by its code."""
    here = visit(guide, paths.parse(address), aside)
    return voiced(guide, show(guide, here.to(f"{mark(here)}{insee.lower()}"), now, aside))


def _answered(here: Visit, words: str, now: datetime) -> Screen:
    guide = here.guide
    if here.offer and (screen := _offer_answered(here, words, now)):
        return screen
    if (pressed := button(here, words, now)) is not None:
        return _onward(here, pressed, now)
    if screen := _in_another_language(here, words, now):
        return screen
    step = here.demanded or here.step
    if isinstance(step, Result) and (screen := dated(here, words, now)):
        return screen
    communes = search(guide.gazetteer, words, PLACES) if isinstance(step, Place) else []
    if sure := certain(communes):
        return show(guide, here.to(f"{mark(here)}{sure.insee.lower()}"), now, here.aside)
    sought = look(guide, words)
    named = None if here.offer and tell(here, words)[1] else choice(here, words, now)  # a detail of what is proposed
    if named and not sought.asks:
        return show(guide, here.to(named), now, here.aside)
    if sought.asks and sought.sure:
        return found_screen(here, sought, now)
    if named:
        return show(guide, here.to(named), now, here.aside)
    if like := near(communes):
        return which_place(here, like, mark(here))
    return _told(here, sought, words, now)


def _offer_answered(here: Visit, words: str, now: datetime) -> Screen | None:
    """Return what follows a « oui » or a « non » to what was understood; « oui, mais… » agrees, and changes what comes after."""
    guide = here.guide
    agreed = here.onto(here.offer)
    answer = meant(guide.knowledge.answers, words)
    if answer in YES_NO:
        return _onward(here, agreed if answer == "oui" else here.path, now)
    first, but, rest = fold(words[:READ]).partition(" mais ")
    if not but or meant(guide.knowledge.answers, first) != "oui":
        return None
    there = visit(guide, paths.parse(agreed), here.aside)
    teller, story = tell(there, rest)
    return offered(teller, story) if story else show(guide, agreed, now, here.aside)


def _in_another_language(here: Visit, words: str, now: datetime) -> Screen | None:
    """Return the proposal of the language that words are in; None where they are in the one spoken, or in none that is known."""
    guide = here.guide
    spoken = recognised(guide.hearing, words, guide.spoken)
    if spoken == UNKNOWN:
        return show(guide, here.here(LANGUAGES), now, here.aside)
    language = speaking(guide, spoken) if spoken else None
    if not language:
        return None
    teller, story = (here, []) if isinstance(here.step, ENDINGS) else tell(here, words)
    return language_offer(teller if story else here, language, story)


def _told(here: Visit, sought: Finding, words: str, now: datetime) -> Screen:
    """Return what words that answer no question may mean: what happened, to be confirmed, or something looked for."""
    done = isinstance(here.step, ENDINGS)
    teller, story = tell(here, words)
    if sought.named and (done or not (here.begun or (here.offer and story))):
        return found_screen(here, sought, now, story[0].address if story else None)
    if story and not done:
        return offered(teller, story, beside(here, sought))
    if not story and (like := towns(here, sought, words)):
        said = f"f{like[0].insee.lower()}" in here.tokens
        return show(here.guide, here.path, now, here.aside) if said else town_screen(here, like)
    if sought.hits:
        return found_screen(here, sought, now)
    if story:
        return offered(teller, story)
    return _not_understood(here, now)


def _not_understood(here: Visit, now: datetime) -> Screen:
    phrases = here.guide.phrases
    screen = _onward(here, here.here(here.page), now)
    if here.offer:  # the same question, once more, is enough
        return screen._replace(notice=phrases["pas_compris"])
    if here.page or isinstance(here.step, Result):  # what was read stands just above: only its buttons come again
        urgent = here.guide.knowledge.urgencies[screen.urgency].text if screen.urgency else ""
        screen = screen._replace(text=urgent, cards=(), result=None, first_door=None)
    asked = isinstance(here.demanded or here.step, Place) and not here.page
    return _notice(screen, phrases["lieu_inconnu" if asked else "pas_compris"])


def _onward(here: Visit, address: str, now: datetime) -> Screen:
    """Show a screen to who has read this one: the welcome is long, and is not read out again."""
    screen = show(here.guide, address, now, here.aside)
    again = here.step.again if address == here.path and not here.position.answers else None
    return screen._replace(text=again) if again else screen


def _notice(screen: Screen, notice: str) -> Screen:
    return screen._replace(text=f"{notice}\n\n{screen.text}".strip(), notice=notice)


def _empty(text: str) -> Screen:
    return Screen("", "", MAIN, text)
