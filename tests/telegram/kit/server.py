"""A Bot API server on loopback: Telegram's methods, its strictness and, on demand, its moods."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Self

from aiohttp import web

from tests.telegram.kit.caller import Caller
from tests.telegram.kit.methods import METHODS
from tests.telegram.kit.resident import Group, Resident
from tests.telegram.kit.rules import Refusal
from tests.telegram.kit.world import File, World


@dataclass(slots=True)
class Fault:
    """What happens instead of an answer: a status, a cut connection; `after` the method took effect, or without."""

    status: int | None
    retry_after: int | None
    reset: bool
    after: bool
    times: int


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came in, its arguments read whatever their encoding."""

    method: str
    arguments: dict[str, Any]


class Telegram:
    """The server. `url` and `token` are what a bot is given; `world` is what it holds.

    While `down` every connection is cut; `polls` says how often the bot asked for updates.
    """

    token = "1234567:TEST-token-of-the-kit"

    def __init__(self) -> None:
        self.world = World()
        self.url = ""
        self.calls: list[Call] = []
        self.refusals: list[str] = []
        self.allowed: list[str] | None = None
        self._faults: dict[str, list[Fault]] = {}
        self._gates: dict[str, asyncio.Event] = {}
        self._held: dict[str, int] = {}
        # As long as Telegram's own: a test that searches a number in what was written finds no gauge by chance.
        self._people = count(7_310_400_101)
        self._groups = count(1_002_310_400_101)
        self.polls = 0
        self.down = False
        self._forgetful = False
        self._runner: web.AppRunner | None = None
        self.caller = Caller(self.world)
        self._calling: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port of loopback."""
        app = web.Application(client_max_size=1 << 24)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._calling = asyncio.create_task(self.caller.run())
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Stop listening, and let go of whoever is held."""
        for gate in self._gates.values():
            gate.set()
        if self._calling is not None:
            self._calling.cancel()
            await asyncio.gather(self._calling, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    def resident(self, name: str = "Ana") -> Resident:
        """Return somebody new."""
        return Resident(self, next(self._people), name)

    def group(self, kind: str = "supergroup") -> Group:
        """Return a new group, or a channel."""
        return Group(self, -next(self._groups), kind)

    def fail(  # noqa: PLR0913 - each is a way to fail
        self, method: str, *, status: int | None = None, retry_after: int | None = None, reset: bool = False,
        after: bool = False, times: int = 1,
    ) -> None:  # fmt: skip
        """Let the next `times` calls of a method fail: with a status, a pause to keep, or a cut connection."""
        self._faults.setdefault(method.lower(), []).append(Fault(status, retry_after, reset, after, times))

    def hold(self, method: str) -> None:
        """Keep every call of a method waiting, until `release`."""
        self._gates[method.lower()] = asyncio.Event()

    def release(self, method: str) -> None:
        """Let the calls of a method go on."""
        self._gates.pop(method.lower()).set()

    def held(self, method: str) -> int:
        """Return how many calls of a method are waiting."""
        return self._held.get(method.lower(), 0)

    def repeat(self) -> None:
        """Lose the bot's next acknowledgement: it gets the same updates once more."""
        self._forgetful = True

    def advance(self, *, hours: float = 0.0, minutes: float = 0.0) -> None:
        """Let time pass on Telegram's side."""
        self.world.advance(hours=hours, minutes=minutes)

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of every call of a method."""
        return [call.arguments for call in self.calls if call.method == method]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        name = method.lower()
        if self.down:
            return await self._break(request, Fault(None, None, reset=True, after=False, times=1))
        if request.match_info["token"] != self.token:
            return _answer(Refusal("Unauthorized", 401))
        if name not in METHODS and name != "getupdates":
            return _answer(Refusal("Not Found: method not found", 404))
        arguments = await _read(request)
        if name != "getupdates":
            self.calls.append(Call(method, arguments))
        await self._wait_at_gate(name)
        fault = self._fault(name)
        if fault is not None and not fault.after:
            return await self._break(request, fault)
        answer = await self._do(name, arguments)
        return await self._break(request, fault) if fault is not None else answer

    async def _do(self, name: str, arguments: dict[str, Any]) -> web.Response:
        try:
            result = await self._updates(arguments) if name == "getupdates" else METHODS[name](self.world, arguments)
        except Refusal as refusal:
            self.refusals.append(f"{name}: {refusal.description}")
            return _answer(refusal)
        return web.json_response({"ok": True, "result": result})

    async def _wait_at_gate(self, name: str) -> None:
        if gate := self._gates.get(name):
            self._held[name] = self._held.get(name, 0) + 1
            try:
                await gate.wait()
            finally:
                self._held[name] -= 1

    def _fault(self, name: str) -> Fault | None:
        waiting = self._faults.get(name, [])
        if not waiting:
            return None
        fault = waiting[0]
        fault.times -= 1
        if fault.times <= 0:
            waiting.pop(0)
        return fault

    async def _break(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.reset:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.retry_after is not None:
            return _answer(Refusal(f"Too Many Requests: retry after {fault.retry_after}", 429, fault.retry_after))
        return _answer(Refusal("Internal Server Error", fault.status or 500))

    async def _updates(self, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        """Deliver what is not acknowledged; hold the request while there is nothing; a second request ends the first."""
        if self.world.webhook is not None:
            conflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refusal(conflict, 409)
        if "allowed_updates" in arguments:
            self.allowed = arguments["allowed_updates"]
        self.polls += 1
        mine = self.polls
        self.world.arrived.set()  # whoever was waiting looks, and finds that it is no longer the last one
        offset = int(arguments.get("offset") or 0)
        if self._forgetful and offset > self.world.acknowledged and self.world.queue:
            self._forgetful = False
        else:
            await self.world.acknowledge(offset)
        limit = int(arguments.get("limit") or 100)
        loop = asyncio.get_running_loop()
        until = loop.time() + int(arguments.get("timeout") or 0)
        while True:
            if ready := self._ready()[:limit]:
                return ready
            self.world.arrived.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self.world.arrived.wait()
            except TimeoutError:
                return []
            if mine != self.polls:
                conflict = (
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
                )
                raise Refusal(conflict, 409)

    def _ready(self) -> list[dict[str, Any]]:
        wanted = self.allowed
        return [update for update in self.world.queue if not wanted or any(kind in update for kind in wanted)]


async def _read(request: web.Request) -> dict[str, Any]:
    """Return the arguments, from the address and from a body in JSON, urlencoded or multipart."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        found.update(await request.json())
    elif request.method == "POST":
        found.update(await request.post())
    return dict(_decoded(found))


def _decoded(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in found.items():
        if isinstance(value, str) and key in _STRUCTURED:
            try:
                yield key, json.loads(value)
            except ValueError:
                raise web.HTTPBadRequest(text=f"{key} is no JSON") from None
        elif isinstance(value, web.FileField):
            yield key, File(value.filename, value.file.read())
        else:
            yield key, value


_STRUCTURED = frozenset(
    {"reply_markup", "link_preview_options", "allowed_updates", "message_ids", "commands", "entities"}
)


def _answer(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return web.json_response(body, status=refusal.code)
