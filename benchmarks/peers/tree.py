"""The ten screens that every peer shows, the taps between them, and Telegram's answers."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

#: A resident's way through the real tree; the last tap goes back to the first screen.
ADDRESSES = (
    "", "rf", "rf_el", "rf_el_ns", "rf_el_ns_w1", "rf_el_ns_w1_t1", "rf_el_ns_w1_t1_nl", "rf_el_ns_w1_t1_nl_dp",
    "rf_el_ns_w1_t1_nl_dp~o", "rf_el_ns_w1_t1_nl_dp~r",
)  # fmt: skip
CHATS = 50
BOT = {"id": 1234567, "is_bot": True, "first_name": "Relais", "username": "relais_test_bot"}
TOKEN = "1234567:TEST"  # noqa: S105 - nobody's

Keyboard = list[list[dict[str, Any]]]
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: what a tap that leads here carries, its HTML, its buttons, and Telegram's answer to its edit."""

    number: int
    data: str
    text: str
    rows: Keyboard
    answer: bytes


def steps_of(texts: Iterable[tuple[str, str, Keyboard]]) -> list[Step]:
    """Return the steps of (data, text, rows)."""
    return [Step(number, data, text, rows, answer(text, rows)) for number, (data, text, rows) in enumerate(texts)]


def message(chat: int, text: str, rows: Keyboard) -> dict[str, Any]:
    """Return a message of the bot's, as Telegram sends it."""
    return {
        "message_id": 7, "from": BOT, "chat": {"id": chat, "first_name": "Ana", "type": "private"}, "date": 1763900000,
        "edit_date": 1763900001, "text": text, "reply_markup": {"inline_keyboard": rows},
    }  # fmt: skip


def answer(text: str, rows: Keyboard) -> bytes:
    """Return what Telegram answers to an edit."""
    return json.dumps({"ok": True, "result": message(1001, text, rows)}).encode()


#: What Telegram answers to answerCallbackQuery.
TRUE = b'{"ok":true,"result":true}'


def tap(chat: int, shown: Step, data: str) -> bytes:
    """Return the update of a tap on a screen that is shown."""
    number = next(_NUMBERS)
    person = {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "fr"}
    query = {
        "id": str(number), "from": person, "chat_instance": "c", "data": data,
        "message": message(chat, shown.text, shown.rows),
    }  # fmt: skip
    return json.dumps({"update_id": number, "callback_query": query}).encode()


def say(chat: int, words: str) -> bytes:
    """Return the update of typed words."""
    number = next(_NUMBERS)
    person = {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "fr"}
    said = {
        "message_id": number, "from": person, "chat": {"id": chat, "first_name": "Ana", "type": "private"},
        "date": 1763900000, "text": words, "entities": [{"type": "bot_command", "offset": 0, "length": len(words)}],
    }  # fmt: skip
    return json.dumps({"update_id": number, "message": said}).encode()


def walk(steps: list[Step], laps: int, data: Callable[[int, Step], str]) -> list[bytes]:
    """Return the taps of everybody, lap by lap; `data` says what the button that leads a chat to a step carries."""
    return [
        tap(chat, here, data(chat, there))
        for _lap in range(laps)
        for here, there in zip(steps, [*steps[1:], steps[0]], strict=True)
        for chat in range(1001, 1001 + CHATS)
    ]


def plain_data(_chat: int, step: Step) -> str:
    """Return what a button carries, for everybody whose buttons carry the path."""
    return step.data


def dump(steps: list[Step]) -> str:
    """Write the steps on one line, for another process."""
    return json.dumps([(step.data, step.text, step.rows) for step in steps])


def load(line: str) -> list[Step]:
    """Read what `dump` wrote."""
    return steps_of(json.loads(line))
