"""aiogram as it comes: a state per chat in memory."""

from aiogram import Dispatcher
from aiogram.fsm.storage.memory import MemoryStorage

from benchmarks.peers.aiogram_bare import bare
from benchmarks.peers.player import Feed, Stub
from benchmarks.peers.tree import Step


async def start(steps: list[Step], stub: Stub) -> Feed:
    """Return what handles one update."""
    return bare(steps, stub, Dispatcher(storage=MemoryStorage()))
