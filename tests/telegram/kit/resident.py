"""The people's side: somebody who writes, taps, edits, sends pictures, blocks the bot; and a group that invites it."""

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.telegram.kit.methods import BOT, describe, show
from tests.telegram.kit.world import Chat, Posted

if TYPE_CHECKING:
    from tests.telegram.kit.server import Telegram

_QUERIES = count(1)
#: How long a bot may take to acknowledge an update, in seconds.
PATIENCE = 10.0

_STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}
_PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
_VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3}
_FILE = {"file_id": "f", "file_unique_id": "f"}


class Resident:
    """Somebody in a private chat with the bot. Every action returns once the bot has acknowledged it."""

    def __init__(self, telegram: "Telegram", ident: int, name: str) -> None:
        self._telegram = telegram
        self._world = telegram.world
        self.id = ident
        self.name = name
        self.language = "fr"
        self.chat: Chat = self._world.chat(ident)
        self.last_query: str | None = None
        self._mark = self._before = 0
        self._own: Posted | None = None

    # What the telephone shows

    @property
    def messages(self) -> list[Posted]:
        """Return the bot's messages that are still there, in order."""
        return [message for message in self.chat.messages.values() if message.by_bot]

    @property
    def turn(self) -> list[Posted]:
        """Return the messages that the bot sent or edited at the last action that made it show something."""
        numbers = dict.fromkeys(self.chat.touched[self._mark :])
        return [self.chat.messages[number] for number in numbers if number in self.chat.messages]

    @property
    def screen(self) -> str:
        """Return the text last shown, its messages joined; "" where nothing was."""
        return "\n\n".join(message.text for message in self.turn)

    @property
    def last(self) -> Posted:
        """Return the message last shown."""
        assert self.turn, "the bot has shown nothing"
        return self.turn[-1]

    @property
    def buttons(self) -> list[str]:
        """Return the labels of the buttons last shown."""
        return self.last.buttons if self.turn else []

    @property
    def files(self) -> list[Posted]:
        """Return the files that the bot sent and that are still there."""
        return [message for message in self.messages if message.file is not None]

    # What people do

    async def start(self, payload: str = "") -> None:
        """Press « Démarrer », or open a deep link."""
        await self.say(f"/start {payload}".strip())

    async def say(self, words: str) -> None:
        """Type words."""
        await self._done(self.later(words))

    def later(self, words: str) -> int:
        """Type words without waiting for the bot; return the update's number."""
        return self._post(text=words)

    async def edit_last(self, words: str) -> None:
        """Edit the last message that was typed."""
        assert self._own is not None, "nothing was typed yet"
        await self.edit(self._own, words)

    async def edit(self, message: Posted, words: str) -> None:
        """Edit a message that was typed."""
        message.text = words
        await self._done(
            self._update(edited_message={**self._message(message), "edit_date": int(self._world.now()), "text": words})
        )

    async def tap(self, label: str) -> None:
        """Tap a button of the last keyboard."""
        await self.tap_on(self._with_keyboard(), label)

    async def tap_on(self, message: Posted, label: str) -> None:
        """Tap a button of any message, still there or not."""
        button = message.button(label)
        assert "callback_data" in button, f"« {label} » opens or copies something, no bot hears of it"
        await self._done(self.tap_later(message, button["callback_data"]))

    async def tap_old(self, number: int, label: str) -> None:
        """Tap a button of an earlier message, by its number."""
        await self.tap_on(self.chat.messages[number], label)

    async def forge(self, data: str) -> None:
        """Send data that no button carries."""
        await self._done(self.tap_later(self.last, data))

    def tap_later(self, message: Posted, data: str) -> int:
        """Tap without waiting for the bot; a message that is no more comes as inaccessible."""
        self.last_query = f"q{next(_QUERIES)}"
        self._world.queries[self.last_query] = self._world.now()
        there = message.number in self.chat.messages
        seen = (
            show(message, self.chat)
            if there
            else {"chat": describe(self.chat), "message_id": message.number, "date": 0}
        )
        query = {"id": self.last_query, "from": self._person(), "chat_instance": "c", "data": data, "message": seen}
        return self._update(callback_query=query)

    async def sticker(self) -> None:
        """Send a sticker."""
        await self._send(sticker=_STICKER)

    async def photo(self, caption: str = "", album: str | None = None) -> None:
        """Send a picture, with a caption or without, alone or in an album."""
        more: dict[str, Any] = {"caption": caption} if caption else {}
        await self._send(photo=_PHOTO, **more, **({"media_group_id": album} if album else {}))

    async def voice(self) -> None:
        """Send a voice message."""
        await self._send(voice=_VOICE)

    async def document(self, caption: str = "") -> None:
        """Send a file."""
        await self._send(document=_FILE, **({"caption": caption} if caption else {}))

    async def location(self) -> None:
        """Send a position."""
        await self._send(location={"latitude": 50.36, "longitude": 3.52})

    async def contact(self) -> None:
        """Send somebody's telephone number."""
        await self._send(contact={"phone_number": "+33600000000", "first_name": "Luc"})

    async def block(self) -> None:
        """Block the bot."""
        self.chat.blocked = True
        await self._done(self._membership("kicked"))

    def delete(self, message: Posted) -> None:
        """Delete a message on this side."""
        self.chat.messages.pop(message.number, None)

    # How it travels

    def _with_keyboard(self) -> Posted:
        with_buttons = [message for message in self.turn if message.rows] or [
            each for each in self.messages if each.rows
        ]
        assert with_buttons, "the bot has shown no button"
        return with_buttons[-1]

    def _person(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    def _message(self, message: Posted) -> dict[str, Any]:
        return {
            "message_id": message.number,
            "date": int(message.at),
            "chat": describe(self.chat),
            "from": self._person(),
        }

    def _post(self, **content: Any) -> int:
        message = self._world.post(self.chat, by_bot=False, text=content.get("text", content.get("caption", "")))
        if "text" in content:
            self._own = message
        return self._update(message={**self._message(message), **content})

    def _update(self, **event: Any) -> int:
        self._before = len(self.chat.touched)
        return self._world.push(**event)

    async def _send(self, **content: Any) -> None:
        await self._done(self._post(**content))

    async def _done(self, update: int) -> None:
        before = self._before
        await self._world.handled(update, PATIENCE)
        if len(self.chat.touched) > before:
            self._mark = before

    def _membership(self, status: str) -> int:
        return self._update(my_chat_member=membership(self.chat, self._person(), status, self._world.now()))


class Group:
    """A group or a channel that somebody adds the bot to."""

    def __init__(self, telegram: "Telegram", ident: int, kind: str) -> None:
        self._world = telegram.world
        self.chat = self._world.chat(ident, kind)
        self._person = {"id": 77, "is_bot": False, "first_name": "Max"}

    @property
    def heard(self) -> list[str]:
        """Return what the bot said here."""
        return [message.text for message in self.chat.messages.values() if message.by_bot]

    @property
    def left(self) -> bool:
        """Say whether the bot is gone."""
        return self.chat.left

    async def invite(self, *, chatter: bool = True) -> None:
        """Add the bot, with the messages that Telegram sends along, and somebody who talks meanwhile."""
        self.chat.left = False
        update = self._world.push(my_chat_member=membership(self.chat, self._person, "member", self._world.now()))
        if chatter:
            self._world.push(message={**self._message(), "new_chat_members": [BOT]})
            update = self._world.push(message={**self._message(), "text": "/start lo"})
        await self._world.handled(update, PATIENCE)

    def _message(self) -> dict[str, Any]:
        message = self._world.post(self.chat, by_bot=False)
        return {
            "message_id": message.number,
            "date": int(message.at),
            "chat": describe(self.chat),
            "from": self._person,
        }


def membership(chat: Chat, person: dict[str, Any], status: str, now: float) -> dict[str, Any]:
    """Return the update that tells a bot what became of it in a chat."""
    old = "member" if status in {"left", "kicked"} else "left"
    return {
        "chat": describe(chat), "from": person, "date": int(now),
        "old_chat_member": _member(old), "new_chat_member": _member(status),
    }  # fmt: skip


def _member(status: str) -> dict[str, Any]:
    return {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}
