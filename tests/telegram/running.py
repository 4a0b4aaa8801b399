"""The real bot, in this process, on the kit's server: `async with running(telegram, guide) as bot`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app import documents_of
from bot.core.guide import Guide
from bot.core.view import Document, Screen
from bot.telegram.memory import Memory
from tests.telegram.kit import Telegram
from tests.telegram.kit import world as kit

#: A Monday morning in Valenciennes: the 39 28 answers.
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
#: The first line of every message.
HEADER = "Message de Relais"
#: What Telegram sends along to the webhook.
SECRET = "a-secret-of-the-tests"


@dataclass(slots=True)
class Running:
    """A bot that runs: what it told the app, what it remembers, and a clock in seconds for its memory."""

    guide: Guide
    screens: list[tuple[int, Screen]] = field(default_factory=list)
    restarts: list[int] = field(default_factory=list)
    seconds: float = 0.0
    url: str = ""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    memory: Memory = field(init=False)
    task: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        """Give the bot a memory on this clock."""
        self.memory = Memory(lambda: self.seconds)

    async def finish(self) -> None:
        """Stop gracefully."""
        self.stop.set()
        await asyncio.wait_for(self.task, 30)


@asynccontextmanager
async def running(  # noqa: PLR0913 - each is a way to run
    telegram: Telegram,
    guide: Guide,
    now: datetime = MONDAY,
    on_screen: Callable[[int, Screen], None] | None = None,
    documents: Callable[[Guide, Screen, datetime], tuple[Document, ...]] = documents_of,
    *,
    webhook: bool = False,
    paced: bool = False,
) -> AsyncIterator[Running]:
    """Run the bot until the block ends, by polling or by webhook; a bug that stopped it is raised here.

    Only tests of the pace are `paced`: the others have no second to lose for each message.
    """
    from bot.telegram.pace import Pace, Unpaced  # noqa: PLC0415 - the same
    from bot.telegram.server import run  # noqa: PLC0415 - aiogram costs seconds, and only these tests need it
    from bot.telegram.service import Service  # noqa: PLC0415 - the same
    from bot.telegram.webhook import Webhook  # noqa: PLC0415 - the same
    from bot.telegram.workers import Place, open_port  # noqa: PLC0415 - the same

    bot = Running(guide)
    service = Service(
        token=telegram.token,
        api_url=telegram.url,
        guide=lambda: bot.guide,
        clock=lambda: now,
        on_screen=on_screen or (lambda chat, screen: bot.screens.append((chat, screen))),
        on_restart=bot.restarts.append,
        documents=documents,
        memory=bot.memory,
        pace=Pace() if paced else Unpaced(),
    )
    if webhook:
        port = open_port("127.0.0.1", 0)
        bot.url = f"http://127.0.0.1:{port.getsockname()[1]}"
        telegram.world.webhook = kit.Webhook(f"{bot.url}/hook", SECRET)
        work = run(service, bot.stop, webhook=Webhook("/hook", SECRET), place=Place(port=port))
    else:
        work = run(service, bot.stop)
    bot.task = asyncio.create_task(work)
    try:
        yield bot
    finally:
        await bot.finish()
