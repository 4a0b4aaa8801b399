"""Telegram's side of a webhook: it calls the bot with each update, many at once, again where that fails."""

import asyncio
import contextlib
from typing import Any

import aiohttp

from tests.telegram.kit.methods import METHODS
from tests.telegram.kit.rules import Refusal
from tests.telegram.kit.world import World

#: Seconds between two looks for updates to deliver, and until a failed call is made again.
_LOOK, _AGAIN = 0.002, 0.1
#: Seconds that a bot has to answer a call.
_PATIENCE = 60
_OK = 200


class Caller:
    """Calls the webhook of a world while it has one. `replies` are the methods that came in the bot's own replies."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._calls: dict[int, asyncio.Task[None]] = {}
        self.replies: list[dict[str, Any]] = []
        self.statuses: list[int] = []

    async def run(self) -> None:
        """Deliver until cancelled."""
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
            try:
                while True:
                    self._call(session)
                    await asyncio.sleep(_LOOK)
            finally:
                for call in self._calls.values():
                    call.cancel()
                await asyncio.gather(*self._calls.values(), return_exceptions=True)

    def _call(self, session: aiohttp.ClientSession) -> None:
        hook = self._world.webhook
        if hook is None:
            return
        for update in self._world.queue:
            number = update["update_id"]
            if len(self._calls) >= hook.connections:
                return
            if number not in self._calls and hook.wants(update):
                self._calls[number] = asyncio.create_task(self._deliver(session, update))

    async def _deliver(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
        try:
            await self._post(session, update)
        finally:
            del self._calls[update["update_id"]]

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
        hook = self._world.webhook
        assert hook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret}
        try:
            async with session.post(hook.url, json=update, headers=headers) as response:
                reply = await response.json() if response.content_type == "application/json" else None
                self.statuses.append(response.status)
        except (aiohttp.ClientError, OSError, TimeoutError):
            await asyncio.sleep(_AGAIN)
            return
        if response.status != _OK:
            await asyncio.sleep(_AGAIN)
            return
        if reply:
            self.replies.append(reply)
            with contextlib.suppress(Refusal):
                METHODS[reply["method"].lower()](self._world, reply)
        await self._world.delivered(update["update_id"])
