"""`relais`, on a clock that a test can make jump: two days on at SIGUSR1, a week back at SIGUSR2. Nothing else differs."""

import os
import signal
import sys
from datetime import datetime, timedelta

from bot.cli import main
from bot.settings import Settings

JUMPED = [timedelta(0)]
_REAL = Settings.clock


def clock(self: Settings) -> datetime:
    """Return the time, as far off as the signals said."""
    return _REAL(self) + JUMPED[0]


def jump(by: timedelta) -> None:
    """Set the clock forward or back."""
    JUMPED[0] += by


def operate(environment: dict[str, str], log: str) -> None:
    """Be `relais run` in this process, as an operator starts it; what it says goes to a file."""
    os.environ.update(environment)
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), 2)
    Settings.clock = clock  # type: ignore[method-assign]  # the system's own clock is everybody's
    signal.signal(signal.SIGUSR1, lambda *_: jump(timedelta(days=2)))
    signal.signal(signal.SIGUSR2, lambda *_: jump(timedelta(days=-7)))
    sys.argv = ["relais", "run"]
    main()
