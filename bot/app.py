"""The only place that builds things: content from folders, a guide, and what the edges need of them."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from bot.content.compiled import checked
from bot.content.gazetteer import load_gazetteer
from bot.content.languages import check_languages, guides
from bot.content.load import load
from bot.content.problems import Problem, did_you_mean
from bot.content.unsigned import Unsigned, unsigned
from bot.core.facts import Facts
from bot.core.guide import Guide
from bot.core.orientation import Orientation, limits, orient, situation, to_keep
from bot.core.places import Gazetteer
from bot.core.qualify import because, qualify
from bot.core.text import plain
from bot.core.tongue import FRENCH
from bot.core.view import Document, Outcome, Screen
from bot.observatory.address import beside
from bot.observatory.layout import content_of
from bot.observatory.tables import Codebook, Seen, cells, codebook, territory
from bot.observatory.tally import Tally
from bot.settings import LOCALES, Settings

LOG = logging.getLogger("relais")

#: Where a clock may be fixed: nobody outside this machine is answered by it.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@cache
def gazetteer(folder: Path) -> Gazetteer:
    """Return the communes; read once."""
    return load_gazetteer(folder)


def problems(settings: Settings) -> list[Problem]:
    """Return everything that is wrong or doubtful in the content, for `relais check`."""
    from bot.content.beyond import every_problem  # noqa: PLC0415 - a start on checked content goes without it

    communes = gazetteer(settings.knowledge / "communes")
    found, content = every_problem(settings.flows, settings.knowledge, communes, settings.clock().date())
    return sorted([*found, *check_languages(content, LOCALES)]) if content else found


def to_sign(settings: Settings) -> list[Unsigned]:
    """Return the sentences of law that rest on memory and that no jurist signed."""
    return list(unsigned(load(settings.flows, settings.knowledge)))


def load_guide(settings: Settings) -> Guide:
    """Return the guide of checked content; raise ContentError where anything critical is wrong."""
    places = partial(gazetteer, settings.knowledge / "communes")
    content = checked(settings.flows, settings.knowledge, places, settings.clock().date())
    return guides(content, places, LOCALES, settings.username.removeprefix("@"))


def _codebook(guide: Guide) -> Codebook | None:
    observed = guide.knowledge.observed
    return codebook(guide.knowledge, observed, content_of(guide)) if observed else None


class Counting:
    """What joins a screen that was shown to the counters: it never waits for the database, and never fails."""

    def __init__(self, guide: Callable[[], Guide], tally: Tally, channel: str) -> None:
        self._guide = guide
        self._tally = tally
        self._channel = channel
        self._read = guide()
        self._book = _codebook(self._read)

    async def seen(self, chat: int | str, screen: Screen, now: datetime) -> None:
        """Count a screen: what its facts say replaces what this conversation added before."""
        guide = self._guide()
        if guide is not self._read:  # partners put other content live
            self._read, self._book = guide, _codebook(guide)
        book, channel = self._book, guide.knowledge.channels.get(screen.channel or "")
        if book is None or (channel and not channel.counted):
            return
        seen = Seen(
            at=now,
            facts=screen.facts,
            territory=territory(book, screen.facts, guide.gazetteer.commune),
            outcome=screen.result,
            first_orientation=screen.first_door,
            channel=screen.channel or self._channel,
            language=screen.language or FRENCH,
            step=screen.step,
            usefulness=screen.usefulness,
            flow=screen.flow,
        )
        await self._tally.note(chat, cells(book, seen), now)

    async def restarted(self, chat: int | str, now: datetime) -> None:
        """Begin another conversation of the same chat."""
        await self._tally.restart(chat, now)


def database(settings: Settings, suffix: str = "") -> str:
    """Return the address of the counters: the real ones, or those of a demonstration or a simulation beside them."""
    return beside(settings.database_url, suffix) if suffix else settings.database_url


def orientation_json(guide: Guide, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the orientation for given facts, as the contract writes it; raise KeyError with a sentence for an unknown id."""
    from bot.content.check import VALUES  # noqa: PLC0415 - a start on checked content goes without it

    knowledge = guide.knowledge
    kinds = tuple(given["kind"])
    _known("le type", kinds, knowledge.kinds)
    _known("le domaine", [given["domain"]], knowledge.domains)
    _known("le critère", given["criterion"], knowledge.criteria)
    _known("le traitement", [given["treatment"]], knowledge.treatments)
    for name in ("status", "who", "when"):
        french = {"status": "statut", "who": "qui", "when": "quand"}[name]
        _known(french, [given[name]], VALUES[french])
    for code in (given["insee"], given["home"]):
        if code and code.lower() != "none" and not guide.place_exists(code.upper()):
            message = f"Aucune commune n'a le code « {code} »."
            raise KeyError(message)
    facts = Facts(
        role=given["role"], minor=given["minor"], domain=given["domain"], status=given["status"], treatment=given["treatment"],
        criteria=tuple(given["criterion"]), reason="named" if given["criterion"] else None, who=given["who"], when=given["when"],
        facts_insee="none" if given["insee"].lower() == "none" else given["insee"].upper(),
        home_insee=given["home"].upper() if given["home"] else None,
    )  # fmt: skip
    outcome = Outcome(kinds[0], kinds[1:])
    known = situation(guide, facts, outcome)
    return {
        "kind": outcome.kind,
        "also": list(outcome.also),
        "wording": plain("\n".join(knowledge.kinds[kind].wording.fill(raisons=because(knowledge, facts) or guide.phrases["raison_a_preciser"]) for kind in kinds)),
        "orientations": [_orientation(each) for each in orient(guide, known, now)],
        "time_limits": [
            {"id": name, "text": each.text, "days": each.days, "status": each.trust, "source": each.source}
            for name, each in limits(guide, known)
        ],
        "evidence": [{"id": name, "text": each.text} for name, each in to_keep(guide, known)],
    }  # fmt: skip


def _orientation(each: Orientation) -> dict[str, Any]:
    return {
        "id": each.id, "remedy": each.remedy, "rank": each.rank, "why": plain(each.why), "level": each.level,
        "contact": asdict(each.card) if each.card else None,
    }  # fmt: skip


def _known(noun: str, wanted: Iterable[str | None], among: Iterable[str]) -> None:
    for name in wanted:
        if name is not None and name not in among:
            message = f"{noun} « {name} » n'existe pas. {did_you_mean(name, among)}"
            raise KeyError(message)


def documents_of(guide: Guide, screen: Screen, now: datetime) -> tuple[Document, ...]:
    """Return the files that go with a screen, made in memory; some 30 ms of work, so not for the event loop."""
    if screen.days:
        from bot.documents.calendar import calendar_of  # noqa: PLC0415 - only who asks for a file pays for it

        return (calendar_of(screen.days, guide.phrases["agenda_titre"]),)
    if screen.account:
        return (Document("document.txt", "text/plain", screen.account.encode()),)
    if screen.contact:
        from bot.documents.card import make_card  # noqa: PLC0415 - the same

        contact = guide.knowledge.contacts[screen.contact]
        each = next(each for each in screen.cards if each.id == screen.contact)
        return (make_card(each, contact, guide.phrases["contact_a_verifier"]),)
    if screen.paper is None:
        return ()
    from bot.documents.letter import make_letter  # noqa: PLC0415 - only who asks for a file pays for the typesetter

    facts = screen.facts
    guide = guide.minor if facts.minor and guide.minor else guide
    return (make_letter(guide, screen.paper, facts, qualify(guide.kind_rules, facts), now, screen.story).document,)
