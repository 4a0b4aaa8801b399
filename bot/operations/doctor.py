"""« relais doctor » : is everything there for `relais run`, and what to do where it is not.

It reads; it sends nothing to anybody, and changes nothing but a database's schema, as the bot itself would at its start.
"""

from bot.content.problems import Problem
from bot.operations.findings import Finding
from bot.operations.local import look_at_content, look_at_database, look_at_redis, look_at_secrets, look_at_settings
from bot.operations.remote import look_at_telegram
from bot.settings import Settings


async def examine(settings: Settings, problems: list[Problem]) -> list[Finding]:
    """Return what every check finds, in the order in which one mends; `problems` is what the checker says of the content."""
    return [
        *(list(look_at_settings(settings)) or [Finding("settings", "Réglages", "ok", "tous sont compris.")]),
        look_at_secrets(),
        *look_at_content(settings, problems),
        *await look_at_database(settings),
        await look_at_redis(settings),
        *await look_at_telegram(settings),
    ]
