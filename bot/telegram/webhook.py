"""The webhook: Telegram calls, with a secret; each update is handled before it is acknowledged.

The only thing answered in the reply itself is answerCallbackQuery: nobody needs to know whether it arrived. A screen goes
out as a request of its own, because what Telegram answers to it is needed (its number, a refusal).
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from socket import socket
from typing import Any

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, SetWebhook, TelegramMethod
from aiohttp import web

from bot.telegram import intake as taking
from bot.telegram.delivery import REQUEST_SECONDS
from bot.telegram.intake import Intake
from bot.telegram.service import TokenRefused
from bot.telegram.updates import WANTED, read

log = logging.getLogger("relais.telegram")

#: The largest call that is read, in bytes: an update with the longest message and keyboard has a tenth of it.
LARGEST = 1 << 20
#: How many calls Telegram may have open at a time.
CONNECTIONS = 40
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_SERVER = {"Server": "relais"}


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram calls: the path of the public address, and the secret that it sends along."""

    path: str
    secret: str


class Reception:
    """Answers the calls. `ready` is said on /ready: false while the bot stops."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()
        self.ready = True

    async def update(self, request: web.Request) -> web.Response:
        """Handle an update, then acknowledge it; a call without the secret learns nothing, not even that it was read."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        raw = _json(await request.read())
        event = read(raw)
        if event is None:
            return web.Response(status=200 if raw is not None else 400)
        answer = {"method": "answerCallbackQuery", "callback_query_id": event.query} if event.query else None
        handled = self._intake.accept(replace(event, query=""))
        if handled is not None:
            await asyncio.wait([handled])
            if handled.cancelled():  # given up at the stop: Telegram calls again
                return web.Response(status=503)
        return web.Response() if answer is None else web.json_response(answer)

    async def health(self, _request: web.Request) -> web.Response:
        """Say that the process is alive."""
        return web.Response(text="ok\n")

    async def readiness(self, _request: web.Request) -> web.Response:
        """Say whether updates are taken in."""
        return web.Response(text="ready\n") if self.ready else web.Response(status=503, text="stopping\n")


def application(reception: Reception, path: str) -> web.Application:
    """Return the pages: POST on the path of the webhook, GET on /health and /ready."""
    app = web.Application(client_max_size=LARGEST, middlewares=[_told_briefly])
    app.router.add_post(path, reception.update)
    app.router.add_get("/health", reception.health)
    app.router.add_get("/ready", reception.readiness)
    return app


async def listen(webhook: Webhook, port: socket, intake: Intake, stop: asyncio.Event) -> None:
    """Take in what Telegram calls with on an open port, until `stop` is set; then take nothing more and finish what was accepted."""
    reception = Reception(intake, webhook.secret)
    runner = web.AppRunner(
        application(reception, webhook.path), access_log=None, handle_signals=False, shutdown_timeout=taking.GRACE
    )
    await runner.setup()
    site = web.SockSite(runner, port)
    await site.start()
    try:
        await stop.wait()
        reception.ready = False
        await site.stop()
        await intake.close()
    finally:
        await runner.cleanup()


class Unanswered(Exception):  # noqa: N818 - reads as what happened
    """Telegram did not answer, or refused the address; its text says which, without the address."""


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have Telegram call this address; what waits there is kept. Raises TokenRefused, Unanswered."""
    await _change(
        bot,
        SetWebhook(
            url=url, secret_token=secret, allowed_updates=list(WANTED), max_connections=CONNECTIONS,
            drop_pending_updates=False,
        ),
    )  # fmt: skip


async def delete_webhook(bot: Bot) -> None:
    """Have Telegram keep updates until they are asked for. Raises TokenRefused, Unanswered."""
    await _change(bot, DeleteWebhook(drop_pending_updates=False))


async def _change(bot: Bot, method: TelegramMethod[bool]) -> None:
    async with bot.session:
        try:
            await bot(method, request_timeout=REQUEST_SECONDS)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise TokenRefused from None
        except AiogramError as problem:
            raise Unanswered(type(problem).__name__) from None


def _json(body: bytes) -> Any:  # noqa: ANN401 - whoever knows the address writes what comes in
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


@web.middleware
async def _told_briefly(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer a wrong call with its status alone, and no word on what serves here."""
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        allowed = {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else None
        response = web.Response(status=refusal.status, headers=allowed)
    response.headers.update(_SERVER)
    return response
