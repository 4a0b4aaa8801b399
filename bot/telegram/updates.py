"""Read an update: what the bot needs of it, and nothing else. No name, picture, place or date ever enters the program.

aiogram would build the whole update, the message under the button with all its keyboard, and a person's names; that costs
more than the engine's own work, and nobody reads it (docs/decisions/0005-telegram.md). Pure and total: whatever comes in,
an Event comes out, or None.
"""

from dataclasses import dataclass
from typing import Any, Literal

from aiogram.enums import ChatMemberStatus, ContentType

#: What Telegram is asked to deliver; all else (inline queries, reactions, polls) is left alone.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
#: The commands of the menu, in its order; `commande_…` among the phrases describes each.
COMMANDS = ("start", "aide", "urgence", "effacer", "quitter", "langue", "confidentialite")
_ALIASES = {"privacy": "confidentialite", "help": "aide", "language": "langue", "lang": "langue"}

#: What people send and no robot here reads.
_MEDIA = frozenset({
    "animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker", "story", "video", "video_note",
    "voice", "checklist", "contact", "dice", "game", "poll", "venue", "location", "invoice",
})  # fmt: skip
#: Telegram's own messages (a pinned message…), which need no answer; what is neither is a kind of media still to come.
_SERVICE = frozenset(kind.value for kind in ContentType) - _MEDIA - {"text", "any", "unknown"}
_INSIDE = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED})

What = Literal["tap", "words", "command", "edited", "unread", "group", "joined", "left"]


@dataclass(frozen=True, slots=True)
class Event:
    """One update. `kind` is Telegram's word, `what` is ours; `chat` is 0 where there is none.

    `words` are typed or a caption, or what follows a command; `data` is what a button carried, or a command's name.
    `message` is the number of the message, of the tapped one if it may still be edited, else 0. `language` is that of the
    telephone; `header` the first line of the message under a button, which is ours and tells its language. What is `passed` was
    overtaken by what came after it: it is noted and not answered.
    """

    update: int
    kind: str
    what: What
    chat: int
    private: bool = True
    message: int = 0
    words: str = ""
    data: str = ""
    query: str = ""
    album: str = ""
    language: str = ""
    header: str = ""
    passed: bool = False


def read(raw: Any) -> Event | None:  # noqa: ANN401 - whoever knows the address of a webhook writes what comes in
    """Return the event of an update, or None where there is nothing to do or nothing that can be read."""
    try:
        number = _number(raw["update_id"])
        for kind in WANTED:
            if (body := raw.get(kind)) is not None:
                return _READERS[kind](number, body)
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    return None


def _message(update: int, body: dict[str, Any]) -> Event | None:
    chat, private = _chat(body)
    if not private:
        return Event(update, "message", "group", chat, private=False)
    number, language = _number(body["message_id"]), _language(body)
    if words := _words(body):
        name, _, rest = words.lstrip().partition(" ")
        if command := _command(name.split("\n", 1)[0]):
            return Event(
                update, "message", "command", chat, message=number, words=rest.strip(), data=command, language=language
            )
        return Event(update, "message", "words", chat, message=number, words=words, language=language)
    if not _SERVICE.isdisjoint(body):
        return None
    album = body.get("media_group_id")
    return Event(
        update,
        "message",
        "unread",
        chat,
        message=number,
        album=str(album) if album is not None else "",
        language=language,
    )


def _edited(update: int, body: dict[str, Any]) -> Event | None:
    chat, private = _chat(body)
    words = _words(body)
    if not private or not words:
        return None
    return Event(
        update,
        "edited_message",
        "edited",
        chat,
        message=_number(body["message_id"]),
        words=words,
        language=_language(body),
    )


def _tap(update: int, body: dict[str, Any]) -> Event:
    query, data = _text(body["id"]), _text(body.get("data") or "")
    message = body.get("message")
    if message is None:  # a button under an inline result: this bot sends none
        return Event(update, "callback_query", "tap", 0, query=query)
    chat, private = _chat(message)
    number = _number(message["message_id"]) if message.get("date") else 0  # too old a message comes without its date
    header = _words(message).partition("\n")[0] if number else ""
    return Event(
        update, "callback_query", "tap", chat, private=private, message=number, data=data, query=query,
        language=_language(body), header=header,
    )  # fmt: skip


def _membership(update: int, body: dict[str, Any]) -> Event:
    chat, private = _chat(body)
    inside = body["new_chat_member"]["status"] in _INSIDE
    return Event(update, "my_chat_member", "joined" if inside else "left", chat, private=private)


_READERS = {"message": _message, "edited_message": _edited, "callback_query": _tap, "my_chat_member": _membership}


def _command(name: str) -> str:
    """Return the command that a first word is: `/Start`, `/aide@the_bot`; "" where it is none of ours."""
    if not name.startswith("/"):
        return ""
    bare = name[1:].partition("@")[0].casefold()
    command = _ALIASES.get(bare, bare)
    return command if command in COMMANDS else ""


def _words(body: dict[str, Any]) -> str:
    return _text(body.get("text") or body.get("caption") or "")


def _language(body: dict[str, Any]) -> str:
    return _text((body.get("from") or {}).get("language_code") or "")


def _chat(body: dict[str, Any]) -> tuple[int, bool]:
    chat = body["chat"]
    return _number(chat["id"]), chat["type"] == "private"


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
