"""`relais chat --jsonl`: one JSON object a line in, one out, for programs. The format is a contract."""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from bot.core.facts import Facts
from bot.core.text import plain
from bot.core.view import Screen
from bot.terminal.session import NotHereError, Session

#: The facts that the contract names, in its order.
FACTS = (
    "role", "minor", "domain", "status", "treatment", "criteria", "clues", "who", "when", "evidence", "steps_taken",
    "facts_insee", "home_insee", "wish",
)  # fmt: skip


async def answer(session: Session, line: str) -> str:
    """Return the line that answers a line; a bad one gets `{"error": …}` and the conversation goes on."""
    try:
        request = json.loads(line)
    except ValueError:
        return _error("Cette ligne n'est pas du JSON.")
    if (
        not isinstance(request, dict)
        or len(request) != 1
        or not all(isinstance(each, str) for each in request.values())
    ):
        return _error("Une ligne porte un seul ordre, avec un texte : start, tap, say ou place.")
    ((order, value),) = request.items()
    acts: dict[str, Callable[[str], Awaitable[Screen]]] = {
        "start": session.start, "tap": session.tap, "say": session.say, "place": session.place,
    }  # fmt: skip
    act = acts.get(order)
    if act is None:
        return _error(f"L'ordre « {order[:20]} » n'existe pas. Les ordres sont : start, tap, say, place.")
    try:
        return json.dumps(as_json(await session.with_files(await act(value))), ensure_ascii=False)
    except NotHereError as error:
        return _error(str(error))


async def converse(session: Session, lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """Answer every line; a blank one is ignored."""
    async for line in lines:
        if line.strip():
            yield await answer(session, line)


def as_json(screen: Screen) -> Mapping[str, Any]:
    """Return a screen as the contract writes it: every key is there, null or empty where there is nothing."""
    return {
        "path": screen.path,
        "step": screen.step,
        "outcome": screen.result.kind if screen.result else None,
        "text": plain(screen.text),
        "links": [
            {"label": each.label, "path": each.path, "url": each.url, "copy": each.copy, "role": each.role} for each in screen.links
        ],
        "cards": [asdict(each) for each in screen.cards],
        "documents": [
            {"name": each.name, "media_type": each.media_type, "base64": base64.b64encode(each.content).decode()}
            for each in screen.documents
        ],
        "facts": facts_json(screen.facts),
        "result": {"kind": screen.result.kind, "also": list(screen.result.also)} if screen.result else None,
        "urgency": screen.urgency,
        "notice": screen.notice,
    }  # fmt: skip


def facts_json(facts: Facts) -> Mapping[str, Any]:
    """Return the facts under the contract's names."""
    return {name: list(value) if isinstance(value := getattr(facts, name), tuple) else value for name in FACTS}


def _error(message: str) -> str:
    return json.dumps({"error": message}, ensure_ascii=False)
