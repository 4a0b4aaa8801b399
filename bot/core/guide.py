"""The guide: every flow and all the knowledge of one language, checked, with the look-ups made once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, TypeVar

from bot.core.facts import Condition
from bot.core.flow import Flow, Opening
from bot.core.hearing import Hearing, listen
from bot.core.informal import informal
from bot.core.knowledge import Contact, DoorRule, Evidence, Exemption, KindRule, Knowledge, TimeLimit
from bot.core.letters import WrittenLetter
from bot.core.places import Gazetteer
from bot.core.rules import Alphabet, Rulebook
from bot.core.sequel import whole
from bot.core.text import Text
from bot.core.tongue import FRENCH, FRENCH_ONLY, Tongue
from bot.core.understand import Lexicon
from bot.core.walk import Tree, grow

#: Flows and knowledge, as a guide is made of them.
Told = tuple[Mapping[str, Flow], Knowledge]
Rule = TypeVar("Rule", KindRule, DoorRule)
Entitled = TypeVar("Entitled", TimeLimit, Evidence, Exemption, Contact, WrittenLetter)

#: The condition of what holds whatever the facts.
ALWAYS = Condition()
#: Sorts limits that are not counted in days behind all others.
NEVER = 10**6

#: The length of a commune's code.
INSEE = 5

#: The flow that a path without a flow's code walks.
MAIN = "accueil"


class Entrance(NamedTuple):
    """How a path starts: its flow, the id of its channel, their codes, and the answers that follow."""

    tree: Tree
    channel: str | None
    prefix: tuple[str, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Guide:
    """What `show` reads. Made by `bot.content`; frozen: a new content is a new guide, and equal to nothing but itself."""

    language: str
    version: str
    main: Tree
    flows: Mapping[str, Tree]
    by_code: Mapping[str, Tree]
    channels: Mapping[str, str]
    knowledge: Knowledge
    phrases: Mapping[str, Text]
    alphabet: Alphabet
    kind_rules: Rulebook[KindRule]
    door_rules: Rulebook[DoorRule]
    limit_rules: Rulebook[str]
    evidence_rules: Rulebook[str]
    exemption_rules: Rulebook[str]
    contact_rules: Rulebook[str]
    letter_rules: Rulebook[str]
    places: Callable[[], Gazetteer]
    compiled: Callable[[], Hearing]
    readings: Mapping[str, tuple[str, str]]
    for_minors: "Callable[[], Guide | None]" = lambda: None
    tongue: Tongue = FRENCH_ONLY
    username: str = ""

    def __repr__(self) -> str:
        return f"<Guide {self.language} {self.version}>"

    def enter(self, tokens: tuple[str, ...]) -> "Entrance":
        """Return the flow and the channel that a path starts with, and its answers."""
        if self.channels.keys().isdisjoint(tokens[:2]) and self.by_code.keys().isdisjoint(tokens[:2]):
            return Entrance(self.main, None, (), tokens)
        flow = next((code for code in tokens[:2] if code in self.by_code), None)
        channel = next((code for code in tokens[:2] if code in self.channels), None)
        prefix = tuple(code for code in (channel, flow) if code)
        tree = self.by_code[flow] if flow else self.main
        rest = tokens[len(prefix) :]
        if prefix != tokens[: len(prefix)]:  # not as buttons write it
            rest = tuple(each for each in tokens if each not in prefix)
        return Entrance(tree, self.channels.get(channel or ""), prefix, rest)

    def opened(self, opening: Opening, channel: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the path that a button into another flow leads to; `channel` is the code that the conversation came by."""
        flow = self.flows[opening.flow].flow
        names = (answer.partition(".") for answer in opening.answers)
        answers = (flow.steps[step].choices[choice].code for step, _dot, choice in names)
        return (*channel, *((flow.code,) if flow.code else ()), *answers)

    @property
    def gazetteer(self) -> Gazetteer:
        """Return the communes; read at the first place, since the first screens name none."""
        return self.places()

    @property
    def minor(self) -> "Guide | None":
        """Return the guide that says « tu », made for the first who is under eighteen; None where this is it."""
        return self.for_minors()

    @property
    def lexicon(self) -> Lexicon:
        """Return the French words that are understood; compiled at the first words, since taps don't need it."""
        return self.hearing[FRENCH].lexicon()

    @property
    def hearing(self) -> Hearing:
        """Return the languages in which words are understood, whatever the language that is spoken."""
        return self.compiled()

    @property
    def spoken(self) -> str:
        """Return the language that this one is to who types: easy French is French."""
        language = self.knowledge.languages.get(self.language)
        return language.spoken if language else self.language

    def place_exists(self, insee: str) -> bool:
        """Say whether a commune has this code, today or once."""
        return len(insee) == INSEE and self.gazetteer.commune(insee) is not None


def make_guide(  # noqa: PLR0913, PLR0917 - each is a part of a guide
    language: str,
    version: str,
    flows: Mapping[str, Flow],
    knowledge: Knowledge,
    places: Callable[[], Gazetteer],
    alphabet: Alphabet | None = None,
    familiar: Callable[[], Told] | None = None,
) -> Guide:
    """Make the look-ups, and the guide that says « tu »; the content must have passed the checker.

    `familiar` returns the content in the « tu » form, where who asks knows a shorter way to it.

    `places` returns the communes, the same ones each time. `alphabet` is that of a guide of the same content in another
    language: what the two share (rulebooks, spelled situations) means the same in both.
    """
    compiled = cache(lambda: listen(knowledge.lexicon, knowledge.lexicons))
    letters = alphabet or Alphabet()
    plain = _guide(language, version, flows, knowledge, places, compiled, letters)
    return replace(
        plain,
        for_minors=cache(
            lambda: _guide(
                language, version, *(familiar or (lambda: informal((flows, knowledge))))(), places, compiled, letters
            )
        ),
    )


def named(guide: Guide, username: str) -> Guide:
    """Return the guide of a bot that has a name on Telegram (without @), so that links to it can be shown."""

    @cache
    def for_minors() -> Guide | None:
        return guide.minor and replace(guide.minor, username=username)

    return replace(guide, username=username, for_minors=for_minors)


def _guide(  # noqa: PLR0913, PLR0917 - each is a part of a guide
    language: str,
    version: str,
    flows: Mapping[str, Flow],
    knowledge: Knowledge,
    places: Callable[[], Gazetteer],
    compiled: Callable[[], Hearing],
    alphabet: Alphabet,
) -> Guide:
    def rules(entries: Iterable[Rule]) -> Rulebook[Rule]:
        return Rulebook(alphabet, ((rule, rule.when) for rule in entries))

    def names(entries: Mapping[str, Entitled]) -> Rulebook[str]:
        return Rulebook(alphabet, ((name, entry.when) for name, entry in entries.items()))

    kind_rules = rules(sorted(knowledge.kind_rules, key=lambda rule: -rule.priority))
    door_rules = rules(sorted(knowledge.door_rules, key=lambda rule: rule.rank))
    limit_rules = names(dict(sorted(knowledge.limits.items(), key=lambda each: each[1].days or NEVER)))
    evidence_rules = names(dict(sorted(knowledge.evidence.items(), key=lambda each: each[1].rank)))
    exemption_rules = names(knowledge.exemptions)
    contact_rules = names({name: each for name, each in knowledge.contacts.items() if each.when != ALWAYS})
    letter_rules = names(dict(sorted(knowledge.letters.items(), key=lambda each: (each[1].rank, each[0]))))
    joined = {name: whole(flow, flows) for name, flow in flows.items()}
    for flow in joined.values():
        for step in flow.steps.values():
            alphabet.ask(step.skip or ALWAYS)
    trees = {name: grow(flow, alphabet) for name, flow in joined.items()}  # once every condition has been asked
    return Guide(
        language=language,
        version=version,
        main=trees[MAIN],
        flows=trees,
        by_code={tree.flow.code: tree for tree in trees.values() if tree.flow.code},
        channels={channel.code: name for name, channel in knowledge.channels.items()},
        knowledge=knowledge,
        phrases=knowledge.phrases,
        alphabet=alphabet,
        kind_rules=kind_rules,
        door_rules=door_rules,
        limit_rules=limit_rules,
        evidence_rules=evidence_rules,
        exemption_rules=exemption_rules,
        contact_rules=contact_rules,
        letter_rules=letter_rules,
        places=places,
        compiled=compiled,
        readings=_readings(knowledge),
    )


def _readings(knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    """Return what stands behind the code of each page to read: its section and its id."""
    return {each.code: ("reperes", name) for name, each in knowledge.explainers.items()} | {
        each.code: ("demarches", name) for name, each in knowledge.remedies.items()
    }
