"""Files over Telegram: a neutral name, after the screen, once, erased with the rest; a failure takes no screen away."""

import pytest

from bot.core.guide import Guide
from tests.documents.reading import words
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import HEADER, Running, running

FILE = "📄 Recevoir le fichier (PDF)"
PROSECUTOR = "Lettre au procureur de la République"


async def open_letter(ana: Resident) -> None:
    await ana.start()
    await ana.forge("rf_lo_no_t1_f59606")
    await ana.tap("✉️ Lettres")
    await ana.tap(PROSECUTOR)


async def test_the_file_comes_below_the_letter_under_a_neutral_name(ana: Resident, telegram: Telegram) -> None:
    await open_letter(ana)
    assert ana.files == []

    await ana.tap(FILE)

    [posted] = ana.files
    assert posted.file
    assert posted.file.name == "document.pdf"
    assert posted.text == HEADER
    assert posted.number > ana.last.number
    assert posted.rows == []
    read = words(posted.file.content)
    assert "Objet : plainte" in read
    assert "Valenciennes" in read
    assert "Objet : plainte" in ana.screen
    assert telegram.refusals == []


async def test_words_or_a_picture_after_the_file_do_not_send_it_again(ana: Resident) -> None:
    await open_letter(ana)
    await ana.tap(FILE)

    await ana.say("voilà donc")
    await ana.sticker()
    await ana.tap("⬅️ Retour")

    assert len(ana.files) == 1


async def test_effacer_takes_the_file_away_from_the_chat_too(ana: Resident) -> None:
    await open_letter(ana)
    await ana.tap(FILE)

    await ana.say("/effacer")

    assert ana.files == []
    assert list(ana.chat.messages) == [ana.last.number]


@pytest.mark.parametrize("status", [400, 413, 500])
async def test_a_file_that_does_not_go_leaves_the_letter_and_a_sentence(
    status: int, ana: Resident, telegram: Telegram, guide: Guide
) -> None:
    await open_letter(ana)
    telegram.fail("sendDocument", status=status)

    await ana.tap(FILE)

    if status == 500:  # an accident of Telegram's passes: the file is tried again
        assert len(ana.files) == 1
        return
    assert ana.files == []
    assert str(guide.phrases["fichier_pas_parti"]) in ana.screen
    assert any("Objet : plainte" in message.text for message in ana.messages)
    await ana.say("/aide")
    assert ana.buttons


async def test_a_typesetter_that_breaks_leaves_the_letter_and_says_nothing_in_the_log(
    telegram: Telegram, guide: Guide, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_screen: object) -> tuple[()]:
        message = "Valenciennes"
        raise RuntimeError(message)

    async with running(telegram, guide, documents=broken):
        ana = telegram.resident()
        await open_letter(ana)
        await ana.tap(FILE)

        assert str(guide.phrases["fichier_pas_parti"]) in ana.screen
        assert any("Objet : plainte" in message.text for message in ana.messages)
        assert "Valenciennes" not in caplog.text
        assert "RuntimeError" in caplog.text


async def test_who_blocks_the_bot_before_the_file_is_forgotten(ana: Resident, bot: Running, telegram: Telegram) -> None:
    await open_letter(ana)
    telegram.fail("sendDocument", status=403)

    await ana.tap(FILE)

    assert ana.files == []
    assert not bot.memory.knows(ana.id)


async def test_a_typed_day_brings_reminders_that_say_nothing(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    await ana.forge("rf_lo_no_t1_f59606~d")

    await ana.say("20 novembre 2026")

    [posted] = ana.files
    assert posted.file
    assert posted.file.name == "document.ics"
    assert posted.text == HEADER
    read = posted.file.content.decode()
    assert "SUMMARY:Rappel dossier" in read
    assert not any(word in read.lower() for word in ("20261120", "logement", "discrimination", "description"))
    assert telegram.refusals == []
