"""What stands beside the path, over Telegram: the aide-mémoire, the discreet mode, one file for a double tap."""

import asyncio

import pytest

from bot.core.guide import Guide
from tests.documents.reading import words
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import HEADER, MONDAY, Running, running

HOUSING = "rf_lo_no_t1_f59606"
SECRET = "La dame a dit non quand j'ai donné mon nom."


async def write(ana: Resident) -> None:
    await ana.start()
    await ana.forge(f"{HOUSING}~m1")
    await ana.say(SECRET)
    await ana.say("le 20 novembre")


async def test_words_are_noted_one_question_after_the_other_and_given_back(ana: Resident, telegram: Telegram) -> None:
    await write(ana)
    assert "Question 3 sur 7" in ana.screen

    await ana.tap("✅ J'ai fini : voir le texte")

    assert SECRET in ana.screen
    assert ana.screen.index(SECRET) < ana.screen.index("le 20 novembre")
    assert "pas une preuve en soi" in ana.screen
    await ana.tap("📄 Recevoir le fichier (texte)")
    [posted] = ana.files
    assert posted.file
    assert posted.file.name == "document.txt"
    assert posted.text == HEADER
    assert SECRET in posted.file.content.decode()
    assert telegram.refusals == []


async def test_no_button_carries_a_word_of_it(ana: Resident) -> None:
    await write(ana)
    await ana.tap("✅ J'ai fini : voir le texte")

    data = [button["callback_data"] for row in ana.last.rows for button in row if "callback_data" in button]

    assert all(each.startswith((HOUSING, "..", "rf_lo_no_t1")) and len(each) < 30 for each in data)


async def test_an_edited_answer_replaces_the_line(ana: Resident) -> None:
    await write(ana)

    await ana.edit_last("le 21 novembre")
    await ana.tap("✅ J'ai fini : voir le texte")

    assert "le 21 novembre" in ana.screen
    assert "le 20 novembre" not in ana.screen


async def test_danger_interrupts_and_what_was_written_is_kept(ana: Resident, guide: Guide) -> None:
    await write(ana)

    await ana.say("il me frappe, au secours")

    assert "112" in ana.screen
    assert str(guide.phrases["rappel_note"]) in ana.screen
    await ana.tap("⬅️ Continuer")
    assert "Question 4 sur 7" in ana.screen
    await ana.tap("✅ J'ai fini : voir le texte")
    assert "il me frappe, au secours" in ana.screen


async def test_it_is_forgotten_after_half_an_hour(ana: Resident, bot: Running, guide: Guide) -> None:
    await write(ana)
    bot.seconds += 31 * 60

    await ana.tap("✅ J'ai fini : voir le texte")

    assert SECRET not in ana.screen
    assert str(guide.phrases["rappel_vide"]) in ana.screen


@pytest.mark.parametrize("leave", ["/effacer", "/quitter", "/start", "🗑 Oublier maintenant"])
async def test_it_is_the_person_s_to_erase(leave: str, ana: Resident, bot: Running) -> None:
    await write(ana)
    assert bot.memory.aside(ana.id).recall.lines

    if leave.startswith("/"):
        await ana.say(leave)
    else:
        await ana.tap("✅ J'ai fini : voir le texte")
        await ana.tap(leave)

    assert not bot.memory.aside(ana.id).recall.lines


async def test_who_begins_again_finds_nobody_s_words(ana: Resident, bot: Running) -> None:
    await write(ana)
    await ana.forge(HOUSING)

    await ana.tap("🔁 Recommencer")

    assert not bot.memory.aside(ana.id).recall.lines


async def test_two_people_never_read_each_other_s(ana: Resident, telegram: Telegram) -> None:
    ben = telegram.resident("Ben")
    await write(ana)
    await ben.start()

    await ben.forge(f"{HOUSING}~m8")

    assert SECRET not in ben.screen


async def test_a_letter_takes_the_words_where_the_person_wants_it(ana: Resident) -> None:
    await write(ana)
    await ana.tap("✅ J'ai fini : voir le texte")
    await ana.tap("✉️ Lettres")
    await ana.tap("Lettre au procureur de la République")
    assert SECRET not in ana.screen

    await ana.tap("✍️ Y mettre mon aide-mémoire")
    assert SECRET in ana.screen
    await ana.tap("📄 Recevoir le fichier (PDF)")

    [posted] = ana.files
    assert posted.file
    assert "La dame a dit non" in " ".join(words(posted.file.content).split())


@pytest.mark.parametrize("page", ["f2", "h1", "vr", "mf"])
async def test_a_double_tap_brings_one_file_and_asking_again_brings_another(page: str, ana: Resident) -> None:
    await write(ana)
    last = ana.last

    first = ana.tap_later(last, f"{HOUSING}~{page}")
    second = ana.tap_later(last, f"{HOUSING}~{page}")
    await asyncio.gather(*(ana._world.handled(each, 10) for each in (first, second)))
    assert len(ana.files) == 1

    await ana.forge(HOUSING)
    await ana.forge(f"{HOUSING}~{page}")
    assert len(ana.files) == 2


async def test_a_file_that_did_not_go_comes_at_the_next_tap(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    telegram.fail("sendDocument", status=400)
    await ana.forge(f"{HOUSING}~f2")
    assert ana.files == []

    await ana.forge(f"{HOUSING}~f2")

    assert len(ana.files) == 1


async def test_discreet_screens_show_nothing_on_a_glance_and_send_no_file(
    ana: Resident, telegram: Telegram, guide: Guide
) -> None:
    await ana.start()
    await ana.forge(f"{HOUSING}~q1")
    await ana.forge(HOUSING)

    assert all(label.isdecimal() for label in ana.buttons)
    sent = [
        call
        for call in telegram.called("editMessageText") + telegram.called("sendMessage")
        if "spoiler" in call["text"]
    ]
    assert sent
    bare = sent[-1]["text"].split("<tg-spoiler>")[0]
    assert bare.strip() == guide.phrases["entete_discret"]
    for page in ("f2", "h1", "vr", "mf", "l2", "m8", "b1"):
        await ana.forge(f"{HOUSING}~{page}")
    await ana.forge(f"{HOUSING}~d")
    await ana.say("3 novembre 2026")
    assert ana.files == []
    assert "Rappel" in ana.screen
    assert telegram.refusals == []


async def test_an_emergency_stays_in_sight_in_discreet_mode(ana: Resident, telegram: Telegram) -> None:
    await ana.start()
    await ana.forge(f"{HOUSING}~q1")

    await ana.say("il veut me tuer")

    assert "spoiler" not in telegram.called("sendMessage")[-1]["text"]
    assert "📋 Copier 17" in ana.buttons


async def test_discretion_lasts_as_long_as_one_goes_on(ana: Resident, bot: Running) -> None:
    await ana.start()
    await ana.forge(f"{HOUSING}~q1")
    bot.seconds += 20 * 60
    await ana.forge(HOUSING)
    bot.seconds += 20 * 60
    await ana.forge(f"{HOUSING}~k")
    assert ana.buttons[0].isdecimal()

    await ana.forge(f"{HOUSING}~q0")

    assert not ana.buttons[0].isdecimal()


async def test_the_link_to_come_back_with_opens_the_follow_up(telegram: Telegram, guide: Guide) -> None:
    from bot.core.guide import named  # noqa: PLC0415 - used here only

    async with running(telegram, named(guide, "RelaisTestBot"), MONDAY):
        ana = telegram.resident("Ana")
        await ana.start()
        await ana.forge(f"{HOUSING}~v")
        assert "https://t.me/RelaisTestBot?start=suivi-59606" in ana.screen

        await ana.start("suivi-59606")

        assert "Depuis, qu'avez-vous fait ?" in ana.screen
