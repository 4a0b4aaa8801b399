"""Sentences that people read, and the little markup that they carry."""

import re
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

#: On a line of its own before and after what is made to be copied whole: Telegram then copies it at a touch.
FENCE = "```"

#: What « de » loses its e before; an empty value is none.
VOWELS = frozenset("aeiouyàâéèêëîïôûAEIOUYÀÂÉÈÊËÎÏÔÛ")
SLOT = re.compile(r"\{([a-z_]+)\}")


class Text(str):
    """A human sentence: what Babel extracts, `translate` replaces and the plain-French lint reads.

    Two marks only: `**bold**` and `{slot}` (a screen has a third, see `copyable`). Whatever is not a Text (an id, a code, a number) is never translated.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate as a string that is not blank, then become a Text."""
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(strip_whitespace=True, min_length=1),
            serialization=core_schema.to_string_ser_schema(),
        )

    def slots(self) -> frozenset[str]:
        """Return the names of the slots that the sentence expects."""
        return frozenset(SLOT.findall(self))

    def fill(self, **values: str) -> str:
        """Put the values in their slots; a slot without a value is left out rather than shown with its braces."""
        filled = str(self)
        for name, value in values.items():
            filled = filled.replace(f"{{{name}}}", value)
        return SLOT.sub("", filled) if "{" in filled else filled


def elided(sentence: Text, slot: str, value: str) -> Text:
    """Return a French sentence whose « de {slot} » is written as this value wants it: « d'Amiens », « d'un handicap », « de Lille »."""
    return Text(sentence.replace(f"de {{{slot}}}", f"d'{{{slot}}}")) if value[:1] in VOWELS else sentence


def plain(marked: str) -> str:
    """Return the sentence without its marks: for button labels, terminals without colour and reading aloud."""
    return unfenced(marked.replace("**", ""))


def unfenced(marked: str) -> str:
    """Return the text without the lines around what is made to be copied."""
    return marked.replace(f"{FENCE}\n", "").replace(f"\n{FENCE}", "") if FENCE in marked else marked


def copyable(text: str) -> str:
    """Return words as a block to copy whole; marks in them, typed by whoever, are left out."""
    return f"{FENCE}\n{text.replace(FENCE, '').replace('**', '')}\n{FENCE}"
