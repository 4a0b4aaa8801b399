"""What a measured time is held against on a machine of any speed: aiogram reading the tap that asks for a screen.

Where the targets in microseconds were set, that reading took 82 to 88 µs (`WHERE_TARGETS_WERE_SET`).
"""

import json
from collections.abc import Callable
from datetime import datetime

from aiogram.types import Update

from benchmarks.peers.tree import steps_of, tap
from bot.core.guide import Guide
from bot.core.screen import show

WHERE_TARGETS_WERE_SET = 85.0


def reading(guide: Guide, path: str, now: datetime) -> Callable[[], object]:
    """Return the act of reading a tap on a button of this path's screen."""
    asked = show(guide, path, now)
    [shown] = steps_of([("", asked.text, [[{"text": link.label, "callback_data": "p"}] for link in asked.links])])
    update = json.loads(tap(1, shown, "p"))
    return lambda: Update.model_validate(update)
