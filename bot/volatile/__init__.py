"""What several workers share for a while: a Redis that keeps nothing on a disk, or nothing at all where it does not answer.

Nobody waits for it longer than a moment, and nothing depends on it: `ask` returns None while it is down, slow or not to be
trusted, and whoever asked goes on with the memory of the process. It is tried again by itself.

What it holds about a person is unreadable to whoever seizes it: names are keyed digests, values are encrypted, and the key
is made of a secret that lives in this Redis alone and of the bot's token, which it never sees.
"""

import asyncio
import hashlib
import hmac
import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.settings import Settings, SettingsError
from bot.volatile.wire import Command, ReplyError, Wire, connect

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Answer", "Command", "Epoch", "NotVolatileError", "Volatile", "open_volatile"]

LOG = logging.getLogger("relais.volatile")

#: The longest that anybody waits for an answer, and for how long it is left alone after a failure; in seconds.
PATIENCE, REST = 0.15, 2.0
#: A Redis that writes to a disk is looked at again after so long, in seconds.
LONG_REST = 60.0

#: What it answers while it starts, or to somebody whose password is missing: no word about disks.
_NOT_NOW = frozenset({"LOADING", "NOAUTH", "WRONGPASS", "BUSY", "MASTERDOWN"})
_SECRET = "relais:secret"  # noqa: S105 - the name under which a secret stands, not the secret
_NONCE = 12


class NotVolatileError(SettingsError):
    """This Redis writes to a disk, or does not say whether it does; the message tells the operator what to do."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One life of the Redis: what all workers agree on until it forgets everything."""

    secret: bytes
    _names: bytes = field(repr=False)
    _cipher: "AESGCM" = field(repr=False)

    def name(self, kind: str, who: object) -> str:
        """Return the name of something about somebody: who it is can't be read from it."""
        return f"relais:{kind}:{hashlib.blake2b(f'{kind}:{who}'.encode(), key=self._names, digest_size=16).hexdigest()}"

    def seal(self, name: str, value: bytes) -> bytes:
        """Encrypt a value, for this name alone."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, value, name.encode())

    def unseal(self, name: str, sealed: bytes | None) -> bytes | None:
        """Return the value; None where there is none, or where it was not sealed for this name."""
        if sealed is None:
            return None
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only who has a Redis pays for it

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except (InvalidTag, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the commands returned, and the epoch that they were asked in."""

    epoch: Epoch
    results: list[Any]


class Volatile:
    """A Redis, asked for a moment at most. `pepper` is a secret of the bot's own; `vouched` trusts it without a look."""

    def __init__(  # noqa: PLR0913 - each is a choice of whoever builds it
        self, url: str, pepper: str, *, vouched: bool = False, patience: float = PATIENCE, rest: float = REST,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """Touch nothing yet."""
        self._url = url
        self._wire: Wire | None = None
        self._pepper = pepper.encode()
        self._vouched = vouched
        self._patience = patience
        self._rest = rest
        self._ticks = ticks
        self._epoch: Epoch | None = None
        self._resting_until = 0.0
        self._agreeing = asyncio.Lock()
        self._connecting = asyncio.Lock()
        #: How often it failed, for who watches; `well` says whether it answered last time.
        self.failures = 0
        self.well = True

    async def start(self) -> None:
        """Look at it once; raise NotVolatileError where it writes to a disk.

        A Redis that does not answer is no reason not to start: it will be looked at when it does.
        """
        try:
            await self._agree()
        except (ReplyError, OSError, ValueError) as error:
            self._failed(error)

    async def ask(self, commands: Callable[[Epoch], Sequence[Command]]) -> Answer | None:
        """Run commands in one journey; None where that failed, or where it was given a rest after it failed.

        The commands are made for an epoch; when Redis has forgotten everything meanwhile, they are made and run again.
        Some of them may have had effect though None is returned.
        """
        if self._ticks() < self._resting_until or not (self.well or await self._is_back()):
            return None
        try:
            for _ in range(3):
                epoch = self._epoch or await self._agree()
                secret, *results = await self._run([("GET", _SECRET), *commands(epoch)])
                if secret == epoch.secret:
                    self._answered()
                    return Answer(epoch, results)
                self._epoch = None
        except NotVolatileError as refusal:
            self._distrust(refusal)
        except (ReplyError, OSError, ValueError) as error:  # a TimeoutError is an OSError
            self._failed(error)
        return None

    async def _is_back(self) -> bool:
        """After a failure, look with a question that changes nothing; whoever comes meanwhile does not wait for it."""
        self._resting_until = self._ticks() + self._rest
        try:
            await self._run([("GET", _SECRET)])
        except (ReplyError, OSError, ValueError) as error:
            self._failed(error)
            return False
        self._resting_until = 0.0
        return True

    def close(self) -> None:
        """Let go of the connection."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    async def _run(self, commands: Sequence[Command]) -> list[Any]:
        """Run commands on the connection; raise ReplyError for the first one that was refused."""
        if self._wire is None or not self._wire.open:
            async with self._connecting:
                if self._wire is None or not self._wire.open:
                    self._wire = await connect(self._url, self._patience)
        answers = await self._wire.ask(commands, self._patience)
        for answer in answers:
            if isinstance(answer, ReplyError):
                raise answer
        return answers

    async def _agree(self) -> Epoch:
        """Take the secret that another worker left, or leave one; only after a look at where this Redis writes."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

        async with self._agreeing:
            if self._epoch is None:
                if not self._vouched:
                    await self._look()
                _, secret = await self._run([("SET", _SECRET, os.urandom(32), "NX"), ("GET", _SECRET)])
                self._epoch = Epoch(secret, self._derive(secret, b"names"), AESGCM(self._derive(secret, b"values")))
            return self._epoch

    def _derive(self, secret: bytes, purpose: bytes) -> bytes:
        return hmac.digest(self._pepper, secret + purpose, "sha256")

    async def _look(self) -> None:
        """Raise NotVolatileError unless it says that it writes neither snapshots nor a log."""
        try:
            save, log = await self._run([("CONFIG", "GET", "save"), ("CONFIG", "GET", "appendonly")])
        except ReplyError as refusal:
            if refusal.code in _NOT_NOW:
                raise
            raise NotVolatileError(_SILENT) from refusal
        if save[1:] != [b""] or log[1:] != [b"no"]:
            raise NotVolatileError(_WRITES if save and log else _SILENT)

    def _failed(self, error: Exception) -> None:
        self.failures += 1
        self.close()  # answers that come too late must meet nobody
        self._resting_until = self._ticks() + self._rest
        if self.well:
            LOG.warning("Redis ne répond pas (%s) : la mémoire du processus le remplace.", type(error).__name__)
        self.well = False

    def _distrust(self, refusal: NotVolatileError) -> None:
        self._failed(refusal)
        self._resting_until = self._ticks() + LONG_REST
        LOG.error("%s", refusal)

    def _answered(self) -> None:
        if not self.well:
            LOG.warning("Redis répond de nouveau.")
        self.well = True


async def open_volatile(settings: Settings) -> Volatile | None:
    """Return the Redis of the settings, looked at once; None where there is none.

    Raise NotVolatileError where it may write to a disk and nobody vouches for it.
    """
    if settings.redis_url is None:
        return None
    token = settings.token.get_secret_value() if settings.token else ""
    volatile = Volatile(settings.redis_url, token, vouched=settings.redis_volatile)
    try:
        await volatile.start()
    except NotVolatileError:
        volatile.close()
        raise
    return volatile


_WRITES = (
    'BOT_REDIS_URL : ce Redis écrit sur un disque. Lancez-le avec --save "" --appendonly no. '
    "Si vous savez que rien n'est écrit, BOT_REDIS_VOLATILE=yes le certifie."
)
_SILENT = (
    "BOT_REDIS_URL : ce Redis ne dit pas s'il écrit sur un disque (CONFIG est interdit). "
    "Vérifiez-le, puis certifiez-le : BOT_REDIS_VOLATILE=yes."
)
