"""A whole bot over HTTP: what people do on a telephone, and what it shows them."""

import asyncio

from bot.core import dialogue
from bot.core.guide import Guide
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import HEADER, MONDAY, Running


def plain(text: str) -> str:
    return text.replace("**", "")


def first_screen(guide: Guide) -> str:
    return plain(dialogue.start(guide, "", MONDAY).text)


async def test_the_first_message_carries_the_emergency_numbers_and_the_privacy_notice(
    ana: Resident, telegram: Telegram
) -> None:
    await ana.start()

    assert ana.screen.startswith(HEADER)
    assert all(word in ana.screen for word in ("17", "112", "114", "chiffrés de bout en bout", "aucun nom"))
    assert telegram.refusals == []


async def test_a_tap_edits_the_message_rather_than_flooding(ana: Resident) -> None:
    await ana.start()
    before = ana.screen

    await ana.tap(ana.buttons[0])

    assert len(ana.messages) == 1
    assert ana.screen != before
    assert ana.last.edits == 1


async def test_every_tap_is_answered_on_its_button_too(ana: Resident, telegram: Telegram) -> None:
    await ana.start()

    await ana.tap(ana.buttons[0])

    await telegram.world.until(lambda: ana.last_query in telegram.world.answered)
    assert telegram.refusals == []


async def test_the_emergency_is_the_last_button_of_every_screen(ana: Resident) -> None:
    await ana.start()
    for _step in range(3):
        assert "urgence" in ana.buttons[-1].lower()
        await ana.tap(ana.buttons[0])


async def test_the_emergency_screen_copies_numbers_and_leads_back(ana: Resident, bot: Running) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])
    question = ana.screen

    await ana.tap(ana.buttons[-1])

    assert all(number in ana.screen for number in ("17", "112", "114"))
    copied = {button["copy_text"]["text"] for row in ana.last.rows for button in row if "copy_text" in button}
    assert {"17", "112", "114"} <= copied
    await ana.tap(ana.buttons[0])
    assert ana.screen == question
    assert bot.screens[-1][0] == ana.id


async def test_a_double_tap_shows_the_screen_once_and_is_no_error(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    message = ana.last
    data = message.rows[0][0]["callback_data"]

    numbers = [ana.tap_later(message, data), ana.tap_later(message, data)]
    await telegram.world.handled(max(numbers), 5)

    assert len(ana.messages) == 1
    assert ana.messages[0].edits == 1
    assert all("not modified" in refusal for refusal in telegram.refusals)


async def test_a_tap_on_a_message_that_was_deleted_gets_a_new_one(ana: Resident) -> None:
    await ana.start()
    gone = ana.last
    label = gone.buttons[0]
    ana.delete(gone)

    await ana.tap_on(gone, label)

    assert [message.number for message in ana.messages] != [gone.number]
    assert ana.buttons


async def test_a_tap_on_an_old_message_still_leads_where_it_says(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    old = ana.last
    await ana.start()
    telegram.advance(hours=72)

    await ana.tap_old(old.number, old.buttons[0])

    assert ana.last.number > old.number
    assert ana.buttons


async def test_old_buttons_survive_a_restart(ana: Resident, bot: Running, telegram: Telegram, guide: Guide) -> None:
    from tests.telegram.running import running  # noqa: PLC0415 - a second bot, for this test only

    await ana.start()
    await bot.finish()
    async with running(telegram, guide):
        await ana.tap(ana.buttons[0])

    assert ana.last.edits == 1


async def test_a_query_that_is_too_old_is_no_error(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    update = ana.tap_later(ana.last, ana.last.rows[0][0]["callback_data"])
    telegram.world.queries.clear()
    await telegram.world.handled(update, 5)

    assert ana.last.edits == 1
    assert await still_answers(ana)


async def test_forged_buttons_land_on_a_screen(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    for data in ("x", "<b>", "../../etc", "zz_zz_zz", "~~~", "_" * 64, "é" * 32, "\u202e", "lo_rf~zz", "."):
        await ana.forge(data)
        assert ana.buttons

    assert all("not modified" in refusal for refusal in telegram.refusals)


async def test_typed_words_get_an_answer_below(ana: Resident) -> None:
    await ana.start()

    await ana.say("on m'a refusé un logement à cause de mon nom")

    assert len(ana.messages) == 2
    assert ana.buttons


async def test_danger_interrupts_at_once(ana: Resident) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])

    await ana.say("il me frappe, il va me tuer")

    assert "17" in ana.screen
    assert "114" in ana.screen


async def test_html_and_100_kb_of_words_are_only_words(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    for words in ("<b>gras</b> & <a href='x'>", "x" * 100_000, "\u202egnp.\u0000", "z\u0335\u0321" * 500):
        await ana.say(words)
        assert ana.buttons

    assert telegram.refusals == []


async def test_a_deep_link_never_starts_beyond_the_first_question(ana: Resident, guide: Guide) -> None:
    for payload in ("lo_rf_or", "rf", "essai-rf", "%00", "x" * 64):
        await ana.start(payload)
        assert first_screen(guide).splitlines()[0] in ana.screen


async def test_essai_is_said_on_the_screen(ana: Resident, guide: Guide) -> None:
    await ana.start("essai")

    assert plain(guide.phrases["essai"]) in ana.screen


async def test_previews_of_links_are_off_everywhere(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])
    await ana.say("/urgence")

    calls = telegram.called("sendMessage") + telegram.called("editMessageText")
    assert calls
    assert all(call["link_preview_options"]["is_disabled"] for call in calls)


async def test_every_command_of_the_menu_answers(ana: Resident, telegram: Telegram) -> None:
    await telegram.world.until(lambda: "short_description" in telegram.world.profile)
    names = [command["command"] for command in telegram.world.profile["commands"]]
    assert names == ["start", "aide", "urgence", "effacer", "quitter", "langue", "confidentialite"]

    screens = []
    for name in [*names, "privacy"]:
        await ana.say(f"/{name}")
        screens.append(ana.screen)

    assert len(set(screens)) == len(names)
    assert screens[-1] == screens[-2]


async def test_what_telegram_shows_before_the_first_message_carries_the_numbers(
    telegram: Telegram, bot: Running
) -> None:
    await telegram.world.until(lambda: "short_description" in telegram.world.profile)
    profile = telegram.world.profile

    assert not bot.task.done()
    for text in (profile["description"], profile["short_description"]):
        assert all(number in text for number in ("17", "112", "114", "39 28"))
        assert "n'écrivez pas de nom" in text


async def test_an_update_delivered_twice_changes_nothing(ana: Resident, bot: Running, telegram: Telegram) -> None:
    await ana.start()
    telegram.repeat()

    await ana.say("bonjour")
    await ana.say("bonjour")

    assert len(ana.messages) == 3
    assert len(bot.screens) == 3


async def test_one_persons_words_are_answered_in_their_order(ana: Resident, bot: Running, telegram: Telegram) -> None:
    await ana.start()
    last = 0
    for number in range(10):
        last = ana.later("/aide" if number % 2 else "/confidentialite")
    await telegram.world.handled(last, 10)

    assert [screen.address for _chat, screen in bot.screens[1:]] == ["~p", "~a"] * 5
    assert len(ana.messages) == 11


async def test_the_app_hears_of_every_screen_that_arrived_and_of_every_new_start(ana: Resident, bot: Running) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])
    assert [chat for chat, _screen in bot.screens] == [ana.id, ana.id]
    assert bot.restarts == [ana.id]

    again = next(label for label in ana.buttons if "Recommencer" in label)
    await ana.tap(again)
    assert bot.restarts == [ana.id, ana.id]


async def test_two_people_at_once_do_not_mix(telegram: Telegram, bot: Running) -> None:
    people = [telegram.resident(f"P{number}") for number in range(20)]

    await asyncio.gather(*(person.start() for person in people))
    await asyncio.gather(*(person.tap(person.buttons[number % 3]) for number, person in enumerate(people)))

    assert len({person.screen for person in people}) == 3
    assert len(bot.screens) == 40


async def still_answers(resident: Resident) -> bool:
    await resident.say("/aide")
    return bool(resident.buttons)
