"""What is read of an update, and what is not: whatever comes in, nothing breaks, and no name gets any further."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.updates import Event, read

ANA = {"id": 1001, "is_bot": False, "first_name": "Zineb", "username": "zineb59", "language_code": "fr"}
CHAT = {"id": 1001, "type": "private", "first_name": "Zineb", "username": "zineb59"}
GROUP = {"id": -5, "type": "supergroup", "title": "Les voisins"}


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 9, "message": {"message_id": 3, "date": 1, "chat": CHAT, "from": ANA, **content}}


def tap(**query: Any) -> dict[str, Any]:
    place = {"message_id": 3, "date": 1, "chat": CHAT, "text": "Bonjour", "reply_markup": {"inline_keyboard": []}}
    return {"update_id": 9, "callback_query": {"id": "q", "from": ANA, "data": "rf", "message": place, **query}}


def event(raw: Any) -> Event:
    found = read(raw)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/start", "start", ""),
        ("/START@relais_bot  lo-59606 ", "start", "lo-59606"),
        ("  /aide\nmaintenant", "aide", ""),
        ("/privacy", "confidentialite", ""),
        ("/help", "aide", ""),
    ],
)
def test_a_command_is_read_however_it_is_written(text: str, command: str, rest: str) -> None:
    found = event(message(text=text))
    assert (found.what, found.data, found.words) == ("command", command, rest)


@pytest.mark.parametrize("text", ["/inconnue", "bonjour /start", "/", "/startle", "mon patron"])
def test_what_is_no_command_of_ours_is_words(text: str) -> None:
    found = event(message(text=text))
    assert (found.what, found.words, found.message) == ("words", text, 3)


def test_a_caption_is_words_and_a_picture_alone_is_unread() -> None:
    assert event(message(photo=[{}], caption="au secours")).what == "words"
    assert event(message(photo=[{}], media_group_id="a")) == Event(
        9, "message", "unread", 1001, message=3, album="a", language="fr"
    )


def test_a_kind_of_media_still_to_be_invented_is_unread_and_a_pin_needs_no_answer() -> None:
    assert event(message(hologram={"file_id": "h"})).what == "unread"
    assert read(message(pinned_message={"message_id": 1})) is None
    assert read(message(message_auto_delete_timer_changed={"message_auto_delete_time": 60})) is None


def test_a_tap_carries_its_path_and_a_message_too_old_no_number() -> None:
    assert event(tap()) == Event(
        9, "callback_query", "tap", 1001, message=3, data="rf", query="q", language="fr", header="Bonjour"
    )
    assert event(tap(message={"message_id": 3, "date": 0, "chat": CHAT})).message == 0
    assert event(tap(message=None)).chat == 0


def test_groups_are_told_from_persons() -> None:
    assert event({"update_id": 9, "message": {"message_id": 1, "chat": GROUP, "text": "/start"}}).what == "group"
    assert read({"update_id": 9, "edited_message": {"message_id": 1, "chat": GROUP, "text": "x"}}) is None
    joined = {"update_id": 9, "my_chat_member": {"chat": GROUP, "new_chat_member": {"status": "member"}}}
    assert (event(joined).what, event(joined).private) == ("joined", False)


def test_no_name_and_no_date_is_read() -> None:
    for raw in (message(text="bonjour"), tap(), message(contact={"phone_number": "+33600000000"})):
        assert not any(word in repr(event(raw)) for word in ("Zineb", "zineb59", "+336"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from([
    "message_id", "chat", "id", "type", "text", "caption", "data", "date", "message", "from", "new_chat_member", "status",
])  # fmt: skip
BODY = st.recursive(JSON, lambda inner: st.dictionaries(KEYS, inner, max_size=8), max_leaves=20)


@pytest.mark.long
@given(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]), BODY)
def test_whatever_is_forged_is_an_event_or_nothing(kind: str, body: Any) -> None:
    found = read({"update_id": 1, kind: body})
    assert found is None or isinstance(found.chat, int)


@given(JSON)
def test_whatever_is_no_update_is_nothing(raw: Any) -> None:
    assert read(raw) is None
