"""The bot itself: in this terminal, or on Telegram."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator

from bot.cli.common import DONE, Add, UsageError, flow_of, guide_of, say
from bot.settings import Settings


def add_commands(add: Add) -> None:
    """Declare `chat`, `run` and `webhook`."""
    chat = add("chat", _chat, "Toute la conversation dans ce terminal, sans jeton.", "relais chat --plain")
    chat.add_argument("--flow", default="", metavar="ID", help="la conversation à ouvrir")
    chat.add_argument("--plain", action="store_true", help="sans couleur ni symbole, pour les lecteurs d'écran")
    chat.add_argument("--lang", default="fr", metavar="CODE", help="la langue du début : fr, falc, ar, en…")
    chat.add_argument("--jsonl", action="store_true", help="une ligne JSON par échange, pour les programmes")
    chat.add_argument(
        "--count",
        action="store_true",
        help="compter pour de vrai, une personne après l'autre : l'ordinateur d'une école, d'une permanence",
    )
    add("run", _run, "Le robot sur Telegram (BOT_TOKEN).", "BOT_TOKEN=… relais run")
    webhook = add(
        "webhook", _webhook, "Dire à Telegram où appeler le robot, ou de ne plus appeler.", "relais webhook set"
    )
    webhook.add_argument(
        "action", choices=["set", "delete"], help="set : appeler BOT_WEBHOOK_URL ; delete : ne plus appeler"
    )


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import Counting, database, documents_of
    from bot.core.tongue import in_language
    from bot.observatory.address import open_tally
    from bot.terminal.chat import talk
    from bot.terminal.jsonl import converse
    from bot.terminal.session import Session

    guide = guide_of(settings)
    if options.lang not in guide.knowledge.languages:
        message = f"La langue « {options.lang} » n'est pas proposée. Il y a : {', '.join(guide.knowledge.languages)}"
        raise UsageError(message)
    home = flow_of(guide, options.flow).flow.id if options.flow else ""

    # BatchTally starts its own task at the first screen, so it can be made before the loop.
    tally = open_tally(database(settings, "" if options.count else "demo"), clock=settings.clock)
    counting = Counting(lambda: guide, tally, "terminal")
    person = 0

    async def next_one() -> None:
        nonlocal person
        await counting.restarted(f"terminal-{person}", settings.clock())
        person += options.count

    async def conversation() -> None:
        session = Session(
            in_language(guide, options.lang),
            settings.clock,
            lambda screen: counting.seen(f"terminal-{person}", screen, settings.clock()),
            next_one,
            documents_of,
            home,
        )
        try:
            if options.jsonl:
                async for line in converse(session, _lines()):
                    print(line, flush=True)
            else:
                coloured = not options.plain and sys.stdout.isatty()
                await talk(session, coloured=coloured, shared=options.count)
        finally:
            await tally.close()

    asyncio.run(conversation())
    return DONE


async def _lines() -> AsyncIterator[str]:
    for line in sys.stdin:
        yield line


def _run(_options: argparse.Namespace, settings: Settings) -> int:
    from bot.serve import run_telegram

    return run_telegram(settings)


def _webhook(options: argparse.Namespace, settings: Settings) -> int:
    from bot.serve import change_webhook

    say(change_webhook(settings, called=options.action == "set"))
    return DONE
