"""The floor: no framework. msgspec reads the update, two requests are written, the answers are read."""

from typing import Any

import msgspec

from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import Step


class Chat(msgspec.Struct):
    """A chat's number."""

    id: int


class Message(msgspec.Struct):
    """Where the button stands."""

    message_id: int
    chat: Chat


class Query(msgspec.Struct):
    """A tap."""

    id: str
    data: str
    message: Message


class Update(msgspec.Struct):
    """One update."""

    update_id: int
    callback_query: Query | None = None


async def start(steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update."""
    read, write = msgspec.json.Decoder(Update), msgspec.json.Encoder()
    screens: dict[str, tuple[str, Any]] = {step.data: (step.text, {"inline_keyboard": step.rows}) for step in steps}

    async def feed(raw: bytes) -> None:
        query = read.decode(raw).callback_query
        if query is None:
            return
        text, markup = screens[query.data]
        place = query.message
        edit = {
            "chat_id": place.chat.id, "message_id": place.message_id, "text": text, "parse_mode": "HTML",
            "reply_markup": markup,
        }  # fmt: skip
        stub.answer("editMessageText", write.encode(edit))
        stub.answer("answerCallbackQuery", write.encode({"callback_query_id": query.id}))

    return feed
