"""A telephone in another language, /langue, and what happens to the language when everything was forgotten."""

from tests.telegram.kit.resident import Resident
from tests.telegram.kit.server import Telegram
from tests.telegram.running import Running


async def test_a_telephone_in_arabic_gets_arabic_and_one_in_german_french(ana: Resident) -> None:
    ana.language = "ar"
    await ana.start()
    assert "ماذا حدث؟" in ana.screen
    ana.language = "de"
    await ana.say("/quitter")
    await ana.start()
    assert "Que s'est-il passé" in ana.screen


async def test_the_chosen_language_goes_on_for_taps_and_words(ana: Resident) -> None:
    await ana.start()
    await ana.say("/langue")
    await ana.tap("English")
    assert "What happened?" in ana.screen
    await ana.tap("I was refused something")
    assert "Where did it happen?" in ana.screen
    await ana.say("xyzzy")
    assert "I did not quite understand." in ana.screen
    await ana.say("/langue")
    await ana.tap("Français")
    assert "Où est-ce arrivé" in ana.screen


async def test_an_old_button_goes_on_in_its_language_when_all_was_forgotten(ana: Resident, bot: Running) -> None:
    await ana.start()
    await ana.say("/language")
    await ana.tap("English")
    bot.memory.forget(ana.id)
    await ana.tap("I was refused something")
    assert "Where did it happen?" in ana.screen


async def test_what_telegram_shows_before_the_first_message_is_in_each_language(
    ana: Resident, telegram: Telegram
) -> None:
    await ana.start()
    await telegram.world.until(
        lambda: any(call.get("language_code") == "en" for call in telegram.called("setMyShortDescription"))
    )
    said = {call.get("language_code"): call["short_description"] for call in telegram.called("setMyShortDescription")}
    assert said["en"].startswith("Danger: 17, 112")
    assert "17" in said["ar"]
    assert "falc" not in said
