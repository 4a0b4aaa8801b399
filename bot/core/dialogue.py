"""What somebody does, and the screen that answers: a start, a tap, words, a command. Total, like everything behind it."""

from datetime import datetime

from bot.core import path as paths
from bot.core.account import Written, written
from bot.core.aside import NOTHING, Aside
from bot.core.finding import Finding, beside, found_screen, look
from bot.core.flow import ENDINGS, Place, Result
from bot.core.guide import MAIN, Guide
from bot.core.hearing import UNKNOWN, Heard, alarm, meaning, recognised
from bot.core.offer import language_offer, offered
from bot.core.pages import CANNOT_CALL, URGENCY_PAGES
from bot.core.papers import dated
from bot.core.path import LIMIT, Address
from bot.core.places import PROPOSED, Match, certain, search
from bot.core.propose import Proposal, changed, propose, says_minor
from bot.core.screen import show
from bot.core.tongue import FRENCH, LANGUAGES, in_language, speaking, voiced
from bot.core.view import Link, Screen
from bot.core.visit import Visit, visit, with_foot
from bot.core.words import fold, letters

#: What /… may be; "privacy" is another name of "confidentialite".
COMMANDS = ("start", "aide", "urgence", "effacer", "quitter", "confidentialite", "langue")
#: The pages that commands open.
PAGES = {
    "aide": "a", "urgence": "u", "confidentialite": "p", "telephone": "t", "langue": "g", "discret": "q", "aide_memoire": "m",
}  # fmt: skip
#: How many communes a question offers.
PLACES = 5
#: Words that are read for proposals; emergencies read everything.
READ = 1000


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
    if name in PAGES:
        return show(guide, here.here(PAGES[name]), now, aside)
    if name == "retour":
        return show(guide, here.back() or here.path, now, aside)
    return show(guide, here.path if name == "bonjour" else "", now, aside)


def spoken_command(guide: Guide, words: str) -> str | None:
    """Return the command that somebody typed as a word: « stop », « effacer », « aide »."""
    said = fold(words[:40]).strip(" .!?/")
    return next((name for name, forms in guide.knowledge.commands.items() if said in forms), None)


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
        return _noted(here, noted, heard.id, now) if noted else _interrupted(here, heard, words, now)
    if here.page in {URGENCY_PAGES["suicide"], CANNOT_CALL}:
        return show(guide, here.here(here.page), now, aside)
    screen = _written(here, noted, now) if noted else _answered(here, words, now)
    if heard:
        soft = _readable(guide, heard).knowledge.urgencies[heard.id].soft
        return screen._replace(text=f"{soft}\n\n{screen.text}", urgency=heard.id)
    return screen


def _written(here: Visit, noted: Written, now: datetime) -> Screen:
    """Return what follows an answer to the aide-mémoire."""
    screen = show(here.guide, here.here(noted.page), now, noted.aside)
    return (_notice(screen, noted.notice) if noted.notice else screen)._replace(aside=noted.aside)


def _noted(here: Visit, noted: Written, name: str, now: datetime) -> Screen:
    """Return the emergency; what was written is kept, and one may go on writing afterwards."""
    alarm = show(here.guide, here.here(URGENCY_PAGES[name]), now)
    back, *others = alarm.links
    onward = back._replace(path=here.here(noted.page))
    text = f"{alarm.text}\n\n{here.guide.phrases['rappel_note']}"
    return alarm._replace(text=text, links=(onward, *others), aside=noted.aside)


def _interrupted(here: Visit, heard: Heard, words: str, now: datetime) -> Screen:
    """Return the emergency, in the language that it can be read in; a button leads back to the other one."""
    guide, other = here.guide, _readable(here.guide, heard)
    if other is guide:
        return _alarmed(here, heard.id, words, now)
    screen = _alarmed(visit(other, paths.parse(here.path), here.aside), heard.id, words, now)
    own = guide.knowledge.languages[guide.language]
    back = Link(own.name, f"{screen.address}{own.code}", "page")
    return voiced(other, screen._replace(links=(*screen.links, back)))._replace(language=other.language)


def _readable(guide: Guide, heard: Heard) -> Guide:
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
    again = Link(guide.phrases["bouton_reprendre"], found[0].address, "confirm")
    return alarm._replace(links=(back, again, *others))


def _minor_code(here: Visit) -> str | None:
    """Return the answer that says that who writes is under eighteen."""
    return next((code for code, choice in here.tree.choice.items() if choice.facts.get("mineur") == "oui"), None)


def place(guide: Guide, address: str, insee: str, now: datetime, aside: Aside = NOTHING) -> Screen:
    """Return the screen that follows a commune given by its code."""
    here = visit(guide, paths.parse(address), aside)
    return voiced(guide, show(guide, here.to(f"{_mark(here)}{insee.lower()}"), now, aside))


def _mark(here: Visit) -> str:
    step = here.demanded or here.step
    return "f" if isinstance(step, Place) and step.of == "faits" else "h"


def _answered(here: Visit, words: str, now: datetime) -> Screen:
    guide = here.guide
    said = fold(words[:80]).strip(" .!?")
    if here.offer and (answer := guide.knowledge.yes_or_no(said)):
        agreed = here.to("_".join(here.offer))
        return show(guide, agreed if answer == "oui" else f"{agreed}~r", now, here.aside)
    if pressed := _button(here, said, now):
        return show(guide, pressed, now, here.aside)
    if screen := _in_another_language(here, words, now):
        return screen
    step = here.demanded or here.step
    if isinstance(step, Result) and (screen := dated(here, words, now)):
        return screen
    communes = search(guide.gazetteer, words, PLACES) if isinstance(step, Place) else []
    if sure := certain(communes):
        return show(guide, here.to(f"{_mark(here)}{sure.insee.lower()}"), now, here.aside)
    sought = look(guide, words)
    named = _named_choice(here, words)
    if named and not sought.asks:
        return show(guide, here.to(named), now, here.aside)
    if sought.asks and sought.sure:
        return found_screen(here, sought, now)
    if named:
        return show(guide, here.to(named), now, here.aside)
    if near := [match for match in communes if match.score >= PROPOSED]:
        return _which_place(here, near)
    return _told(here, sought, words, now)


def _in_another_language(here: Visit, words: str, now: datetime) -> Screen | None:
    """Return the proposal of the language that words are in; None where they are in the one spoken, or in none that is known."""
    guide = here.guide
    spoken = recognised(guide.hearing, words, guide.spoken)
    if spoken == UNKNOWN:
        return show(guide, here.here(LANGUAGES), now, here.aside)
    language = speaking(guide, spoken) if spoken else None
    if not language:
        return None
    teller, story = (here, []) if isinstance(here.step, ENDINGS) else _story(here, words)
    return language_offer(teller if story else here, language, story)


def _button(here: Visit, said: str, now: datetime) -> str | None:
    """Return where the button leads whose label somebody typed instead of touching it; a choice has more words than its label."""
    links = show(here.guide, here.here(here.page), now, here.aside).links if said else ()
    typed = letters(said)
    return next(
        (each.path for each in links if each.path and each.role != "choice" and letters(each.label) == typed), None
    )


def _told(here: Visit, sought: Finding, words: str, now: datetime) -> Screen:
    """Return what words that answer no question may mean: what happened, to be confirmed, or something looked for."""
    done = isinstance(here.step, ENDINGS)
    teller, story = _story(here, words)
    if sought.named and (done or not here.begun):
        return found_screen(here, sought, now, story[0].address if story else None)
    if story and not done:
        return offered(teller, story, beside(here, sought))
    if sought.hits:
        return found_screen(here, sought, now)
    return _not_understood(here, now)


def _story(here: Visit, words: str) -> tuple[Visit, list[Proposal]]:
    """Return what words tell of what happened, and from where: here, or the first question of the main conversation."""
    meant = meaning(here.guide.hearing, words[:READ], here.guide.spoken)
    if not isinstance(here.step, ENDINGS) and (story := propose(here, meant)):
        return here, story
    teller = visit(here.guide, Address(here.way_in))  # another conversation may not ask what these words tell
    story = propose(teller, meant)
    if teller.tree is here.tree and here.begun:  # what was answered stays: the story changes it, or says it again
        return here, changed(here, story)
    return teller, story


def _named_choice(here: Visit, words: str) -> str | None:
    """Return the code of the choice whose label somebody typed, or one of the words that mean it."""
    said = fold(words[:80]).strip(" .!?")
    step = here.demanded or here.step
    for choice in step.choices.values():
        if fold(choice.label) == said or any(f" {form} " in f" {said} " for form in choice.words):
            return choice.code
    return None


def _which_place(here: Visit, found: list[Match]) -> Screen:
    """Ask which commune where it is not certain."""
    guide = here.guide
    mark = _mark(here)
    links = tuple(Link(_commune_label(match), here.to(f"{mark}{match.insee.lower()}"), "confirm") for match in found)
    none = Link(guide.phrases["aucune_de_ces_communes"], here.path, "page")
    screen = Screen(
        here.path,
        here.path,
        here.step_id,
        guide.phrases["quelle_commune"],
        (*links, none),
        facts=here.facts,
        expects_place=True,
    )
    return with_foot(here, screen)


def _commune_label(match: Match) -> str:
    """Return the button of a commune: always with its département, and with the name that was typed."""
    name = f"{match.name} ({match.department})"
    return name if fold(match.matched) == fold(match.name) else f"{match.matched} → {name}"


def _not_understood(here: Visit, now: datetime) -> Screen:
    phrases = here.guide.phrases
    screen = show(here.guide, here.here(here.page), now, here.aside)
    again = None if here.position.answers or here.page else here.step.again
    if again:  # the welcome is long: it is not read out again to who was not understood
        screen = screen._replace(text=again)
    asked = isinstance(here.demanded or here.step, Place) and not here.page
    return _notice(screen, phrases["lieu_inconnu" if asked else "pas_compris"])


def _notice(screen: Screen, notice: str) -> Screen:
    return screen._replace(text=f"{notice}\n\n{screen.text}", notice=notice)


def _empty(text: str) -> Screen:
    return Screen("", "", MAIN, text)
