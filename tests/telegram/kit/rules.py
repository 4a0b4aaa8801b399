"""What Telegram refuses, with the words that it refuses it in."""

import re
from html import unescape
from typing import Any, NoReturn
from urllib.parse import urlsplit

TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"}
)
_TOKEN = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^<>]*)>|([<>])|(&[^;\s]{0,10};?)")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
#: What one message may hold, in UTF-16 code units.
LONGEST = 4096
MOST_BUTTONS = 100


class Refusal(Exception):  # noqa: N818 - an answer, not a mistake
    """An answer with ok=false."""

    def __init__(self, description: str, code: int = 400, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def refuse(what: str, status: str = "Bad Request", code: int = 400) -> NoReturn:
    """Refuse a request as Telegram words it."""
    description = f"{status}: {what}"
    raise Refusal(description, code)


def visible(text: str, parse_mode: str | None) -> str:
    """Return what a telephone shows of a text; refuse what Telegram can't parse, an empty text and one that is too long."""
    shown = (_parse(text) if parse_mode == "HTML" else text).strip()
    if not shown:
        refuse("message text is empty")
    if len(shown.encode("utf-16-le")) // 2 > LONGEST:
        refuse("message is too long")
    return shown


def _parse(text: str) -> str:
    opened: list[str] = []
    for found in _TOKEN.finditer(text):
        closing, tag, _attributes, stray, entity = found.groups()
        if stray == ">" or (entity and not _ENTITY.fullmatch(entity)):
            continue  # Telegram lets these pass as they are
        if stray == "<":
            refuse("can't parse entities: Unclosed start tag at byte offset 0")
        if entity:
            continue
        if tag.lower() not in TAGS:
            refuse(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
        if not closing:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            refuse(f"can't parse entities: Unmatched end tag at byte offset 0, expected </{tag}>")
    if opened:
        refuse(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1]}\"")
    return unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text))


def keyboard(markup: dict[str, Any] | None) -> list[list[dict[str, Any]]]:
    """Return the rows of an inline keyboard; refuse a button that Telegram would refuse."""
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    for row in rows:
        for button in row:
            _check(button)
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        refuse("reply markup is too long")
    return rows


def _check(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        refuse("inline keyboard button text is empty")
    kinds = [kind for kind in ("callback_data", "url", "copy_text") if kind in button]
    if len(kinds) != 1:
        refuse("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        refuse("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        refuse("BUTTON_COPY_TEXT_INVALID")
    if "url" in button:
        parts = urlsplit(button["url"])
        if parts.scheme not in {"http", "https", "tg"} or not parts.netloc:
            refuse(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
