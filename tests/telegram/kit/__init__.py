"""A Telegram to test bots against: a Bot API server on loopback, and people who write to the bot through it.

    async with Telegram() as telegram:            # a server on a free port: telegram.url, telegram.token
        …start a bot on telegram.url…
        ana = telegram.resident()
        await ana.start()                         # each returns once the bot has acknowledged the update
        await ana.tap("Logement")                 # a button of the last keyboard, by its label
        await ana.say("on m'a refusé un logement")
        assert "39 28" in ana.screen              # what the bot showed last, without markup
        assert ana.buttons[-1] == "Urgence"

It is strict where Telegram is strict (`rules`): 64 bytes in a button, 4096 characters, unbalanced HTML, identical edits,
old or unknown callback queries, messages too old to delete, `tel:` links. Anything that it refuses stands in
`telegram.refusals`, so that a test may say that nothing was refused. Faults: `telegram.fail("sendMessage", status=429,
retry_after=1)`, `telegram.fail("editMessageText", reset=True)`, `telegram.hold("sendMessage")`, `telegram.repeat(update)`,
`telegram.advance(hours=49)`. It speaks urlencoded, JSON and multipart, and imports no bot framework.
"""

from tests.telegram.kit.resident import Group, Resident
from tests.telegram.kit.rules import Refusal
from tests.telegram.kit.server import Telegram
from tests.telegram.kit.world import Posted

__all__ = ["Group", "Posted", "Refusal", "Resident", "Telegram"]
