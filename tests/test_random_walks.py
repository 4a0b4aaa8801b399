"""People do anything: seeded walks of taps, back, changes, old buttons, words, emoji, long and right-to-left texts.

Whatever they do there is a screen, the emergency within one tap, somebody to call at each end, and bounded lengths.
`RELAIS_WALKS=10000` makes the long run; everyday it is short.
"""

import os
import random

from bot.core import dialogue
from bot.core.guide import Guide
from bot.core.path import LIMIT
from bot.core.screen import show
from bot.core.view import Screen
from bot.terminal.session import NotHereError, Session
from tests.conftest import NOW
from tests.transcripts import nobody

WALKS = int(os.environ.get("RELAIS_WALKS", "300"))
STEPS = 12
WORDS = (
    "on ma refusé un appart pk jsuis rebeu", "je veux mourir", "il me frappe", "oui", "non", "jsp", "😡😡😡", "a" * 5000, "مرحبا أنا خائف",
    "<b>&lt;script&gt;", "\u202egnirts", "valenciennes", "59300", "lomme", "stop", "aide", "/start essai", "/urgence", "/effacer", "/quitter",
    "/confidentialite", "", "   ", "\x00\x07", "z̷̢a̵l̴g̶o̷", "mon chef me harcele depuis que jai dit que jetais enceinte", "quel est votre nom ?", "12",
)  # fmt: skip
OLD = (
    "xx_rf",
    "rf_lo_no_t1_f99999",
    "lo_rf_or-no-co-re-sx_t1",
    "zz_zd_rf",
    "ns-or-no_rf",
    "rf~zz",
    "~",
    "_",
    "-",
    "f59606_f59350",
)


def sound(screen: Screen) -> None:
    assert screen.text.strip()
    assert len(screen.text) < 12_000
    assert len(screen.links) < 40
    if screen.leaving:
        assert not screen.links
        return
    assert screen.urgency or any(link.role == "urgent" for link in screen.links)
    assert all(len((link.path or "").encode()) <= LIMIT for link in screen.links)
    if screen.result:
        assert screen.first_door
        assert any(card.phone or card.url for card in screen.cards)


async def walk(guide: Guide, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed that repeats is what is wanted
    session = Session(guide, lambda: NOW, nobody, nobody)
    seen = [link.path for link in session.screen.links if link.path]
    for _step in range(STEPS):
        sort = chance.random()
        try:
            if sort < 0.6 and any(link.path is not None for link in session.screen.links):
                screen = await session.tap(
                    chance.choice([link.path for link in session.screen.links if link.path is not None])
                )
            elif sort < 0.7:
                screen = await session.tap(chance.choice([*seen, *OLD]))
            elif sort < 0.75:
                screen = show(guide, chance.choice(seen), NOW)
            else:
                screen = await session.say(chance.choice(WORDS))
        except NotHereError:
            continue
        sound(screen)
        seen += [link.path for link in screen.links if link.path][:6]


async def test_random_walks_always_have_a_screen_and_somebody_to_call(guide: Guide) -> None:
    for seed in range(WALKS):
        await walk(guide, seed)


def test_the_emergency_of_a_screen_leads_back_to_it(guide: Guide) -> None:
    for path in ("", "rf", "rf_lo_or-no-", "rf_lo_no_t1_f59606", "mi_in_sv_el"):
        alarm = dialogue.tap(guide, f"{path}~u", NOW)
        assert show(guide, alarm.links[0].path or "", NOW) == show(guide, path, NOW)
