"""Relais as `relais run` builds it with BOT_REDIS_URL: what it remembers and counts is shared through a real Valkey."""

import atexit

from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.relais import built
from benchmarks.peers.tree import TOKEN, Step
from bot.volatile import Volatile
from tests.servers import Valkey


async def start(_steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update; the server's own CPU is not this process's, and not counted."""
    valkey = Valkey()
    atexit.register(valkey.remove)
    valkey.start()
    volatile = Volatile(valkey.url, TOKEN)
    await volatile.start()
    return built(stub, volatile)
