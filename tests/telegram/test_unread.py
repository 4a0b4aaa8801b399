"""What is no plain message: edits, pictures, voices, groups."""

from bot.core.guide import Guide
from tests.telegram.kit import Resident, Telegram
from tests.telegram.running import HEADER, Running


async def test_an_edited_message_is_answered_like_new_words(ana: Resident, guide: Guide) -> None:
    await ana.start()
    await ana.say("bonjour")
    await ana.edit_last("je vais me suicider")

    assert guide.phrases["message_modifie"] in ana.screen
    assert "3114" in ana.screen


async def test_an_older_message_edited_changes_nothing(ana: Resident, guide: Guide) -> None:
    await ana.start()
    await ana.say("bonjour")
    older = ana._own
    await ana.say("on m'a insulté")
    assert older is not None

    await ana.edit(older, "autre chose")

    assert guide.phrases["message_ancien_modifie"] in ana.screen
    assert ana.buttons


async def test_an_older_message_edited_into_an_alarm_is_heard(ana: Resident) -> None:
    await ana.start()
    await ana.say("bonjour")
    older = ana._own
    await ana.say("on m'a insulté")
    assert older is not None

    await ana.edit(older, "il est devant chez moi avec un couteau")

    assert "112" in ana.screen


async def test_what_cannot_be_read_is_said_and_the_question_stands(ana: Resident, guide: Guide) -> None:
    await ana.start()
    await ana.tap(ana.buttons[0])
    question = ana.screen.removeprefix(HEADER).strip()
    for send in (ana.sticker, ana.voice, ana.photo, ana.document, ana.location, ana.contact):
        await send()
        assert guide.phrases["medias_non_lus"] in ana.screen
        assert question in ana.screen
        assert ana.buttons


async def test_a_caption_is_read_as_words(ana: Resident) -> None:
    await ana.start()

    await ana.photo(caption="je vais me suicider")

    assert "3114" in ana.screen


async def test_an_album_gets_one_answer(ana: Resident) -> None:
    await ana.start()
    for _picture in range(5):
        await ana.photo(album="a1")

    assert len(ana.messages) == 2


async def test_a_group_hears_one_neutral_sentence_and_the_bot_leaves(telegram: Telegram, bot: Running) -> None:
    group = telegram.group()

    await group.invite()

    assert group.left
    assert group.heard == [bot.guide.phrases["groupe"]]
    assert not any(word in group.heard[0].lower() for word in ("discrimination", "droit", "victime", "aide"))
    assert bot.screens == []


async def test_a_channel_is_left_too(telegram: Telegram, bot: Running) -> None:
    channel = telegram.group("channel")

    await channel.invite(chatter=False)

    assert channel.left
    assert bot.screens == []
