"""Leaving: /quitter, /effacer, and the words that act like them."""

from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import Running


async def test_stop_effacer_aide_typed_act_like_the_commands(ana: Resident) -> None:
    await ana.start()
    await ana.say("/aide")
    help_screen = ana.screen
    await ana.say("aide")
    assert ana.screen == help_screen

    await ana.say("stop")
    assert ana.buttons == []
    await ana.start()
    await ana.say("Effacer")
    assert "effacés" in ana.screen


async def test_quitter_leaves_no_button_anywhere_and_forgets(ana: Resident, bot: Running) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])
    assert bot.memory.parked(ana.id)

    await ana.say("/quitter")

    assert ana.buttons == []
    assert all(message.rows == [] for message in ana.messages)
    assert "discrimination" not in ana.screen.lower()
    assert bot.memory.parked(ana.id) == ""
    assert bot.restarts[-1] == ana.id


async def test_effacer_deletes_both_sides_and_says_what_stays(ana: Resident, bot: Running) -> None:
    await ana.start()
    await ana.say("on m'a insulté")
    await ana.photo()

    await ana.say("/effacer")

    assert list(ana.chat.messages) == [ana.last.number]
    assert "effacés ici : 7" in ana.screen
    assert "48 heures" in ana.screen
    assert ana.buttons == []
    assert not bot.memory.knows(ana.id)


async def test_effacer_says_how_many_messages_telegram_refused(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    telegram.advance(hours=49)
    await ana.say("bonjour")

    await ana.say("/effacer")

    assert "effacés ici : 3" in ana.screen
    assert "pas laissé effacer : 2" in ana.screen
    assert len(ana.chat.messages) == 3


async def test_effacer_goes_a_hundred_at_a_time(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    for _ten in range(6):
        await telegram.world.handled_all([ana.later("bonjour") for _message in range(10)], 20)

    await ana.say("/effacer")

    assert [len(call["message_ids"]) for call in telegram.called("deleteMessages")] == [100, 23]
    assert len(ana.chat.messages) == 1


async def test_effacer_goes_one_by_one_where_a_batch_is_refused(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    await ana.say("on m'a insulté")
    telegram.fail("deleteMessages", status=400)

    await ana.say("/effacer")

    assert list(ana.chat.messages) == [ana.last.number]
    assert len(telegram.called("deleteMessage")) == 5
    assert "effacés ici : 5" in ana.screen
    assert "pas laissé effacer" not in ana.screen


async def test_effacer_says_what_stays_when_one_of_a_batch_is_too_old(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    old = list(ana.chat.messages)
    telegram.advance(hours=49)
    for _message in range(3):
        await ana.say("bonjour")

    await ana.say("/effacer")

    assert set(ana.chat.messages) == {*old, ana.last.number}
    assert "effacés ici : 7" in ana.screen
    assert "pas laissé effacer : 2" in ana.screen


async def test_effacer_waits_when_telegram_asks_and_finishes(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    telegram.fail("deleteMessages", retry_after=1)

    await ana.say("/effacer")

    assert list(ana.chat.messages) == [ana.last.number]
    assert "effacés ici : 3" in ana.screen


async def test_effacer_passes_over_accidents_of_the_network(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    telegram.fail("deleteMessages", reset=True)

    await ana.say("/effacer")

    assert list(ana.chat.messages) == [ana.last.number]


async def test_what_somebody_deleted_already_counts_as_gone(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    ana.delete(ana.messages[0])
    telegram.fail("deleteMessages", status=400)

    await ana.say("/effacer")

    assert list(ana.chat.messages) == [ana.last.number]
    assert "pas laissé effacer" not in ana.screen


async def test_effacer_says_each_thing_that_it_cannot_erase_and_how_to(ana: Resident) -> None:
    await ana.start()

    await ana.say("/effacer")

    for stays in (
        "48 heures",
        "redémarrage",
        "ce message-ci",
        "notifications",
        "fichiers enregistrés",
        "l'agenda",
        "Telegram garde",
        "dans la liste",
    ):
        assert stays in ana.screen, stays
    assert "compteur anonyme, lui, reste" in ana.screen
    assert "discrimination" not in ana.screen.lower()


async def test_after_a_restart_effacer_says_that_earlier_messages_stay(
    ana: Resident, bot: Running, telegram: Telegram
) -> None:
    await ana.start()
    bot.memory.forget(ana.id)  # what a restart leaves

    await ana.say("/effacer")

    assert "effacés ici : 1" in ana.screen
    assert "d'avant un redémarrage" in ana.screen
    assert telegram.refusals == []
