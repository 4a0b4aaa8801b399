"""aiogram's plug-in point for requests: screens leave as JSON, and of the answer only the message's number is read.

Nobody reads the Message that aiogram would rebuild from each answer, and its forms cost more than the engine's own work
(docs/decisions/0005-telegram.md). What is rare (files, the menu, the webhook) goes aiogram's own way.
"""

import json
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError, ClientTimeout

_JSON = {"Content-Type": "application/json"}
_OK = 200

#: Plain values, as Telegram reads them: a dict of JSON.
Plain = dict[str, Any]


class Light(TelegramMethod[int]):
    """A request that is written as it stands; `SendText` is answered by its message's number, the others by 0."""

    __returning__ = int


class SendText(Light):
    """sendMessage, for a screen."""

    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    link_preview_options: Any
    parse_mode: str | None = None
    reply_markup: Any = None


class EditText(Light):
    """editMessageText, for a screen."""

    __api_method__ = "editMessageText"

    chat_id: int
    message_id: int
    text: str
    link_preview_options: Any
    parse_mode: str | None = None
    reply_markup: Any = None


class StopClock(Light):
    """answerCallbackQuery, without words."""

    __api_method__ = "answerCallbackQuery"

    callback_query_id: str


class JsonSession(AiohttpSession):
    """The session of `relais run`. `post` is the whole of the network: a benchmark puts a stub there."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None  # noqa: ASYNC109 - aiogram's own
    ) -> TelegramType:  # fmt: skip
        """Send a request; raise aiogram's exceptions for what Telegram refuses and for what the network breaks."""
        if not isinstance(method, Light):
            return await super().make_request(bot, method, timeout)
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        try:
            status, answer = await self.post(url, body(method), self.timeout if timeout is None else timeout)
        except TimeoutError as problem:
            raise TelegramNetworkError(method=method, message="Request timeout error") from problem
        except ClientError as problem:
            raise TelegramNetworkError(method=method, message=type(problem).__name__) from problem
        if status != _OK:
            self.check_response(bot, method, status, answer.decode(errors="replace"))
        # An edit's number is known, a clock has none: only what is sent anew has its answer read.
        number = json.loads(answer)["result"]["message_id"] if isinstance(method, SendText) else 0
        return cast("TelegramType", number)

    async def post(self, url: str, content: bytes, seconds: float) -> tuple[int, bytes]:
        """Post JSON; return the status and the answer's bytes."""
        session = await self.create_session()
        async with session.post(url, data=content, headers=_JSON, timeout=ClientTimeout(total=seconds)) as response:
            return response.status, await response.read()


def body(method: Light) -> bytes:
    """Return the request's arguments as JSON; what is None is left out."""
    arguments = {name: value for name, value in method.__dict__.items() if value is not None}
    return json.dumps(arguments, ensure_ascii=False, separators=(",", ":")).encode()
