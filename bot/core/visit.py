"""One look at one address: the guide, the position that the path leads to, and how links are made from there."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.core import path as paths
from bot.core.aside import NOTHING, Aside
from bot.core.facts import Facts
from bot.core.flow import Say, Several, Step
from bot.core.guide import Guide
from bot.core.path import LIMIT, Address
from bot.core.places import Commune
from bot.core.text import Text
from bot.core.tongue import written
from bot.core.view import Card, Link, Screen
from bot.core.walk import Answer, Position, Tree, walk

#: The page where words were understood, and wait for a « oui »; a digit follows, the number of answers proposed.
CONFIRM = "c"


class Visit(NamedTuple):
    """Where somebody stands: everything that a screen is made of, but the time.

    `prefix` (the codes of the channel and the flow) starts every path from here; `tokens` is the whole path, `path` as
    buttons carry it; `stem` is the part of it that is answered, `tail` the answers kept for later. `offer` are answers that
    were proposed and that nobody has confirmed: they are no part of the path.
    """

    guide: Guide
    tree: Tree
    position: Position
    prefix: tuple[str, ...]
    tokens: tuple[str, ...]
    path: str
    stem: str
    tail: str
    channel: str | None
    page: str
    notice: str | None
    aside: Aside = NOTHING
    offer: tuple[str, ...] = ()

    @property
    def step_id(self) -> str:
        """Return the id of the step shown: the one that the page demands, else the one that the path leads to."""
        return (self.page and self._demanded_id) or self.position.step

    @property
    def step(self) -> Step:
        """Return the step that the path leads to."""
        return self.tree.flow.steps[self.position.step]

    @property
    def demanded(self) -> Step | None:
        """Return the on-demand step that the page opens, if it does."""
        return self.tree.flow.steps[self._demanded_id] if self._demanded_id else None

    @property
    def _demanded_id(self) -> str | None:
        if not self.page:
            return None
        return next((name for name in self.step.also if self.tree.flow.steps[name].code == self.page), None)

    @property
    def facts(self) -> Facts:
        """Return what the answers say."""
        return self.position.facts

    @property
    def begun(self) -> bool:
        """Say whether a question has an answer; what a menu was asked has no name, and is none."""
        steps = self.tree.flow.steps
        return any(steps[answer.step].name for answer in self.position.answers)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Return the codes ticked so far in a step of several answers."""
        return self.position.ticked

    @property
    def way_in(self) -> tuple[str, ...]:
        """Return the code of the channel, as a path into another flow keeps it; empty where there is none."""
        return self.prefix[:1] if self.channel else ()

    def here(self, page: str = "") -> str:
        """Return the address of a page seen from here."""
        if self.offer and page == self.page:  # where something is proposed, the address carries it
            return f"{'_'.join((*self.tokens, *self.offer))}~{page}"
        return f"{self.path}~{page}" if page else self.path

    def to(self, token: str, page: str = "") -> str:
        """Return the address that one more answer leads to; answers kept for later go along while they fit."""
        answered = f"{self.stem}_{token}" if self.stem and token else self.stem or token
        ending = f"~{page}" if page else ""
        if not self.tail:
            return answered + ending
        whole = f"{answered}_{self.tail}{ending}" if answered else self.tail + ending
        return whole if len(whole) <= LIMIT else answered + ending

    def onto(self, tokens: Iterable[str]) -> str:
        """Return the address where these answers hold too: they replace what answered their questions before."""
        told = tuple(tokens)
        mine = {self.owner(token) for token in told}
        kept = tuple(token for token in self.tokens if self.owner(token) not in mine)
        whole = paths.join((*kept, *told))
        return whole if len(whole) <= LIMIT else self.to(paths.join(told))

    def owner(self, token: str) -> str:
        """Return the step that an answer belongs to; the token itself where it is no answer here."""
        if paths.is_place(token):
            return self.tree.places.get(token[0], token)
        return self.tree.owner.get(paths.picks(token)[0], token)

    def without(self, answer: Answer) -> str:
        """Return the address where this answer is asked again, the others kept."""
        kept = tuple(each.token for each in self.position.answers if each is not answer)
        return paths.join(self.prefix + kept + self.position.ahead)

    def back(self) -> str | None:
        """Return the address one move earlier, None at the very start.

        That is a page's own path, one tick less, a picking opened again, or the question of the last answer.
        """
        if self.page:
            return self.path
        if self.ticked:
            fewer = self.ticked[:-1]
            return self.to("-".join(fewer) + "-" if fewer else "")
        if not self.position.answers:
            return None
        step, token = self.position.answers[-1]
        earlier = self.stem[: -len(token)].rstrip("_")
        if isinstance(self.tree.flow.steps[step], Several) and not self.tree.choice[paths.picks(token)[0]].alone:
            reopened = f"{self.stem}-"
            if len(reopened) <= LIMIT:
                return reopened
        return "_".join(filter(None, (earlier, self.tail)))

    def said(self, token: str) -> str:
        """Return the words of an answer, for the recap."""
        if paths.is_place(token):
            found = self.guide.gazetteer.commune(token[1:].upper())
            return place_name(found) if found else token
        return ", ".join(self.tree.choice[code].label for code in paths.picks(token))


def in_french(here: Visit) -> Visit:
    """Return the same look in French: what is said or shown to somebody who reads French, and no other language."""
    guide = written(here.guide)
    return here._replace(guide=guide, tree=guide.flows[here.tree.flow.id]) if guide is not here.guide else here


def place_name(commune: Commune) -> str:
    """Return a commune's name with its département, as buttons and the recap always show it."""
    return f"{commune.name} ({commune.department})"


def visit(guide: Guide, address: Address, aside: Aside = NOTHING) -> Visit:
    """Walk the path of an address; what does not hold any more is said in the notice."""
    given, offer = _confirmed(address)
    entrance = guide.enter(given)
    position = walk(entrance.tree, entrance.tokens, guide.place_exists)
    facts = position.facts
    if (entrance.tree.flow.informal or (facts.minor and facts.role != "professional")) and guide.minor:
        guide = guide.minor  # the same answers, read again where every sentence says « tu »
        entrance = guide.enter(given)
    notice = _notice(guide, entrance.tree, position, garbled=address.garbled)
    tokens = entrance.prefix + position.tokens
    stem = paths.join(tokens[: len(entrance.prefix) + len(position.answers)])
    path = paths.join(tokens) if len(tokens) > len(entrance.prefix) + len(position.answers) else stem
    return Visit(
        guide, entrance.tree, position, entrance.prefix, tokens, path, stem, paths.join(position.ahead),
        entrance.channel, address.page, notice, aside, offer,
    )  # fmt: skip


def _confirmed(address: Address) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the answers that hold from those that a page only proposes: `~c2` says that the last two are."""
    count = address.page[1:] if address.page[:1] == CONFIRM else ""
    if not count.isdecimal() or not 0 < int(count) <= len(address.tokens):
        return address.tokens, ()
    return address.tokens[: -int(count)], address.tokens[-int(count) :]


def _notice(guide: Guide, tree: Tree, position: Position, *, garbled: bool) -> str | None:
    """Say what was not kept: first what the questionnaire no longer knows, then what no longer fits."""
    if not (garbled or position.lost):
        return None
    if garbled or any(lost.why == "gone" for lost in position.lost):
        return guide.phrases["reponses_anciennes"]
    unfit = [lost.token for lost in position.lost if not paths.is_place(lost.token)]
    if not unfit:
        return None
    labels = ", ".join(f"« {tree.choice[code].label} »" for token in unfit for code in paths.picks(token))
    return guide.phrases["reponses_sans_objet"].fill(reponses=labels)


def with_foot(here: Visit, screen: Screen, *, urgent: bool = True) -> Screen:
    """Add what stands over and under every screen that is not made whole at once."""
    links = screen.links
    ending = foot(here, urgent=urgent, back=not any(link.role == "back" for link in links))
    return screen._replace(text=headed(here, screen.text), notice=here.notice, links=links + ending, channel=here.channel,
        flow=here.tree.flow.id,
    )  # fmt: skip


def headed(here: Visit, text: str) -> str:
    """Put over a text what is said first: a conversation that is not counted, a calm line, what was not kept."""
    trial = here.channel and not here.guide.knowledge.channels[here.channel].counted
    head = [here.guide.phrases["essai"] if trial else None, alert(here), here.notice]
    return "\n\n".join([*filter(None, head), text])


def foot(here: Visit, *, urgent: bool = True, back: bool = True) -> tuple[Link, ...]:
    """Return what stands under every screen: back, the answers, start again, the 39 28, and the emergency last."""
    phrases, page, begun = here.guide.phrases, here.page, here.begun
    links: list[Link] = []
    if back and (earlier := here.back()) is not None:
        links.append(Link(phrases["bouton_retour"], earlier, "back"))
    if begun and page != "r" and not isinstance(here.step, Say):
        links.append(Link(phrases["bouton_reponses"], here.here("r"), "page"))
    if begun:
        links.append(Link(phrases["bouton_recommencer"], paths.join(here.prefix), "restart"))
    if page != "t":
        links.append(Link(phrases["bouton_3928"], here.here("t"), "page"))
    if urgent:
        links.append(Link(phrases["bouton_urgence"], here.here("u"), "urgent"))
    return tuple(links)


def alert(here: Visit) -> str | None:
    """Return the calm line of the urgency that the last answer touches, if it does: a blow, a threat, a partner."""
    if here.page or not here.position.answers:
        return None
    token = here.position.answers[-1].token
    choice = here.tree.choice.get(paths.picks(token)[0]) if not paths.is_place(token) else None
    return here.guide.knowledge.urgencies[choice.alert].soft if choice and choice.alert else None


def blank(here: Visit, text: str, links: tuple[Link, ...] = (), cards: tuple[Card, ...] = ()) -> Screen:
    """Return a page's screen."""
    return Screen(here.path, here.here(here.page), here.step_id, text, links, cards, facts=here.facts)


def phrase(here: Visit, name: str) -> Text:
    """Return a sentence of the bot."""
    return here.guide.phrases[name]


def named(here: Visit, name: str, words: str) -> str:
    """Say what something is, after its name: a colon stands with a space in French, without one in most languages."""
    return phrase(here, "nom_et_valeur").fill(nom=name, valeur=words)
