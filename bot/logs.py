"""What a process says to its operator: one JSON object a line, the hour and no finer, nothing about anybody.

Our own lines are written to be safe: a bug is told by `told`, never by its message, which may hold what a person wrote.
A library's line may hold anything, so that only its level and its library pass. What was forgotten is masked at the end.
"""

import json
import logging
import re
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path

from bot.settings import PARIS

LOG = logging.getLogger("relais")

#: The loggers whose words are ours.
OURS = ("relais", "bot")
_PACKAGE = Path(__file__).parent
#: Places that a bug is told by: the innermost one, and those that led there.
_PLACES = 4
#: Bot tokens, what stands before the @ of an address, and numbers as long as those of chats and telephones.
_SECRETS = (
    (re.compile(r"\d{6,}:[A-Za-z0-9_-]{6,}"), "…"),
    (re.compile(r"(?<=://)[^/\s@]+@"), "…@"),
    (re.compile(r"(?<![A-Za-z0-9])-?\d{6,}(?![A-Za-z0-9])"), "…"),
)


def told(bug: BaseException) -> str:
    """Return a bug's type and where in our code it happened: no message, no value, no line of source.

    `KeyError (core/walk.py:88 follow < telegram/handlers.py:120 on_words)`
    """
    frames = traceback.extract_tb(bug.__traceback__, limit=-64)
    ours = [
        f"{Path(frame.filename).relative_to(_PACKAGE).as_posix()}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    where = " < ".join(ours[:_PLACES])
    return f"{type(bug).__name__} ({where})" if where else type(bug).__name__


def masked(text: str) -> str:
    """Return the text without tokens, passwords of addresses and long numbers."""
    for pattern, mask in _SECRETS:
        text = pattern.sub(mask, text)
    return text


class Lines(logging.Formatter):
    """Writes a record as one JSON line; at a terminal, as a sentence."""

    def __init__(self, *, sentences: bool = False) -> None:
        super().__init__()
        self._sentences = sentences

    def format(self, record: logging.LogRecord) -> str:
        """Return one line. A traceback becomes the bug's type and places, whatever its level."""
        said = record.getMessage() if _is_ours(record) else "a library's message, withheld"
        error = record.exc_info[1] if record.exc_info else None
        line = {
            "hour": datetime.fromtimestamp(record.created, PARIS).strftime("%Y-%m-%dT%H"),
            "level": record.levelname.lower(),
            "logger": record.name if _is_ours(record) else record.name.partition(".")[0],
            "message": masked(said),
        }
        if error is not None:
            line["error"] = told(error)
        if self._sentences:
            return " ".join(line[key] for key in ("level", "message", "error") if key in line)
        return json.dumps(line, ensure_ascii=False)


def configure() -> None:
    """Send every log line and every uncaught exception of this process to standard error, through `Lines`.

    `python -X dev` leaves Python's own tracebacks to who programs.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(sentences=sys.stderr.isatty()))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    if not sys.flags.dev_mode:
        sys.excepthook = lambda _kind, bug, _trace: uncaught(bug)
        sys.unraisablehook = lambda args: _unraisable(args.exc_value)
        threading.excepthook = lambda args: _unraisable(args.exc_value)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def uncaught(bug: BaseException) -> None:
    """Tell a bug that ends the process."""
    LOG.critical("Erreur du programme : %s", told(bug))


def _unraisable(bug: BaseException | None) -> None:
    if bug is not None and not isinstance(bug, SystemExit):
        LOG.error("Erreur du programme : %s", told(bug))
