"""What Telegram shows of the bot before the first message: the menu and the descriptions, in each language."""

import asyncio
import logging
from collections.abc import Mapping

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from bot.core.guide import Guide
from bot.core.text import Text
from bot.core.tongue import FRENCH
from bot.telegram.updates import COMMANDS

log = logging.getLogger("relais.telegram")

#: Telegram knows languages by two letters.
ISO = 2
#: Seconds until it is set again, where Telegram did not take it.
_AGAIN = 60.0


async def introduce(bot: Bot, guide: Guide, *, polling: bool) -> None:
    """Set the menu and the descriptions; try again while Telegram does not answer.

    A webhook set earlier would keep polling from working: it is taken away, and what waits there is kept.
    """
    others = [name for name in guide.knowledge.languages if name != FRENCH and len(name) == ISO]
    while True:
        try:
            if polling:
                await bot.delete_webhook(drop_pending_updates=False)
            await _present(bot, guide.phrases, None)
            for code in others:
                await _present(bot, await asyncio.to_thread(guide.tongue.saying, code), code)
        except AiogramError as problem:
            log.warning("setMyDescription: %s", type(problem).__name__)
            await asyncio.sleep(_AGAIN)
        else:
            return


async def _present(bot: Bot, phrases: Mapping[str, Text], code: str | None) -> None:
    """Say in one language what the bot is; without a code, to everybody whose language has no words of its own."""
    menu = [BotCommand(command=name, description=phrases[f"commande_{name}"]) for name in COMMANDS]
    await bot.set_my_commands(menu, language_code=code)
    await bot.set_my_description(phrases["description"], language_code=code)
    await bot.set_my_short_description(phrases["description_courte"], language_code=code)
