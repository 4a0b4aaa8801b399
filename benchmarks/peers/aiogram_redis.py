"""aiogram with a state per chat in a real Valkey, through its own RedisStorage."""

import atexit

from aiogram import Dispatcher
from aiogram.fsm.storage.redis import RedisStorage

from benchmarks.peers.aiogram_bare import bare
from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import Step
from tests.servers import Valkey


async def start(steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update; the server's own CPU is not this process's, and not counted."""
    valkey = Valkey()
    atexit.register(valkey.remove)
    valkey.start()
    return bare(steps, stub, Dispatcher(storage=RedisStorage.from_url(valkey.url)))
