"""The Bot API's methods over the world: what each checks, changes and returns."""

import re
from collections.abc import Callable
from typing import Any

from tests.telegram.kit.rules import keyboard, refuse, visible
from tests.telegram.kit.world import OLD, QUERY_OLD, Chat, File, Posted, Webhook, World

Arguments = dict[str, Any]
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
#: What a bot may upload, in bytes, and the length of a file's caption, in UTF-16 code units.
LARGEST, CAPTION = 50 * 1024 * 1024, 1024
BOT = {"id": 1234567, "is_bot": True, "first_name": "Relais", "username": "relais_test_bot"}


def describe(chat: Chat) -> dict[str, Any]:
    """Return a chat as updates carry it."""
    name = {"first_name": "Ana"} if chat.type == "private" else {"title": "Un groupe"}
    return {"id": chat.id, "type": chat.type, **name}


def show(message: Posted, chat: Chat) -> dict[str, Any]:
    """Return a message of the bot's as answers and callback queries carry it."""
    shown: dict[str, Any] = {
        "message_id": message.number,
        "date": int(message.at),
        "chat": describe(chat),
        "from": BOT,
    }
    if message.file is None:
        shown["text"] = message.text
    else:
        name, size = message.file.name, len(message.file.content)
        shown["document"] = {"file_id": "d", "file_unique_id": "d", "file_name": name, "file_size": size}
        shown |= {"caption": message.text} if message.text else {}
    if message.rows:
        shown["reply_markup"] = {"inline_keyboard": message.rows}
    return shown


def _chat(world: World, arguments: Arguments) -> Chat:
    chat = world.chats.get(int(arguments["chat_id"]))
    if chat is None or chat.gone:
        refuse("chat not found")
    if chat.blocked:
        refuse("bot was blocked by the user", "Forbidden", 403)
    if chat.left:
        refuse("bot is not a member of the supergroup chat", "Forbidden", 403)
    return chat


def _content(arguments: Arguments) -> dict[str, Any]:
    text = str(arguments.get("text", ""))
    preview = not (arguments.get("link_preview_options") or {}).get("is_disabled", False)
    rows = keyboard(arguments.get("reply_markup"))
    return {"text": visible(text, arguments.get("parse_mode")), "html": text, "rows": rows, "preview": preview}


def send_message(world: World, arguments: Arguments) -> dict[str, Any]:
    """Post a message of the bot's."""
    chat = _chat(world, arguments)
    return show(world.post(chat, by_bot=True, **_content(arguments)), chat)


def send_document(world: World, arguments: Arguments) -> dict[str, Any]:
    """Post a file of the bot's, uploaded with the request; one that is told by an address or an id would not be ours."""
    chat = _chat(world, arguments)
    file = arguments.get("document")
    if isinstance(file, str) and file.startswith("attach://"):
        file = arguments.get(file.removeprefix("attach://"))
    if not isinstance(file, File):
        refuse("wrong file identifier/HTTP URL specified" if file else "there is no document in the request")
    if not file.content:
        refuse("file must be non-empty")
    if len(file.content) > LARGEST:
        refuse("Request Entity Too Large", "Request Entity Too Large", 413)
    caption = str(arguments.get("caption", ""))
    text = visible(caption, arguments.get("parse_mode")) if caption.strip() else ""
    if len(text.encode("utf-16-le")) // 2 > CAPTION:
        refuse("message caption is too long")
    rows = keyboard(arguments.get("reply_markup"))
    return show(world.post(chat, by_bot=True, text=text, html=caption, rows=rows, file=file), chat)


def _own(world: World, arguments: Arguments) -> tuple[Chat, Posted]:
    chat = _chat(world, arguments)
    message = chat.messages.get(int(arguments["message_id"]))
    if message is None:
        refuse("message to edit not found")
    if not message.by_bot or world.now() - message.at > OLD:
        refuse("message can't be edited")
    return chat, message


def edit_text(world: World, arguments: Arguments) -> dict[str, Any]:
    """Edit a message of the bot's; an edit that changes nothing is refused."""
    chat, message = _own(world, arguments)
    if message.file is not None:
        refuse("there is no text in the message to edit")
    content = _content(arguments)
    if (message.html, message.rows) == (content["html"], content["rows"]):
        refuse(_NOT_MODIFIED)
    message.text, message.html, message.rows = content["text"], content["html"], content["rows"]
    message.preview = content["preview"]
    _edited(chat, message)
    return show(message, chat)


def edit_markup(world: World, arguments: Arguments) -> dict[str, Any]:
    """Change the buttons of a message of the bot's."""
    chat, message = _own(world, arguments)
    rows = keyboard(arguments.get("reply_markup"))
    if message.rows == rows:
        refuse(_NOT_MODIFIED)
    message.rows = rows
    message.edits += 1
    return show(message, chat)


def _edited(chat: Chat, message: Posted) -> None:
    message.edits += 1
    chat.touch(message.number)


def answer_query(world: World, arguments: Arguments) -> bool:
    """Stop a button's clock; once, and not too late."""
    query = str(arguments["callback_query_id"])
    asked = world.queries.pop(query, None)
    if asked is None or world.now() - asked > QUERY_OLD:
        refuse("query is too old and response timeout expired or query ID is invalid")
    world.answered.append(query)
    return True


def delete_message(world: World, arguments: Arguments) -> bool:
    """Delete one message, of either side in a private chat, within 48 hours."""
    chat = _chat(world, arguments)
    message = chat.messages.get(int(arguments["message_id"]))
    if message is None:
        refuse("message to delete not found")
    if world.now() - message.at > OLD:
        refuse("message can't be deleted for everyone")
    del chat.messages[message.number]
    return True


def delete_messages(world: World, arguments: Arguments) -> bool:
    """Delete up to a hundred; those that are not found are skipped, one too old refuses them all."""
    chat = _chat(world, arguments)
    numbers = [int(number) for number in arguments["message_ids"]]
    if not 1 <= len(numbers) <= 100:
        refuse("MESSAGE_IDS_INVALID")
    found = [chat.messages[number] for number in numbers if number in chat.messages]
    if any(world.now() - message.at > OLD for message in found):
        refuse("message can't be deleted for everyone")
    for message in found:
        del chat.messages[message.number]
    return True


def leave(world: World, arguments: Arguments) -> bool:
    """Let the bot leave a group."""
    _chat(world, arguments).left = True
    return True


def _profile(world: World, arguments: Arguments) -> dict[str, Any]:
    """Return what people of one language are shown; without a code, everybody whose language has no words of its own."""
    code = str(arguments.get("language_code") or "")
    return world.profiles.setdefault(code, {}) if code else world.profile


def _text(key: str, most: int, argument: str) -> Callable[[World, Arguments], bool]:
    def keep(world: World, arguments: Arguments) -> bool:
        text = str(arguments.get(argument, ""))
        if len(text) > most:
            refuse(f"{key.upper()}_TOO_LONG")
        _profile(world, arguments)[key] = text
        return True

    return keep


def commands(world: World, arguments: Arguments) -> bool:
    """Keep the menu; names are lower case, descriptions short."""
    for command in arguments["commands"]:
        name, description = command["command"], command["description"]
        if not name.isascii() or not name.islower() or not 1 <= len(name) <= 32:
            refuse("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    _profile(world, arguments)["commands"] = arguments["commands"]
    return True


def _yes(_world: World, _arguments: Arguments) -> bool:
    return True


def _me(_world: World, _arguments: Arguments) -> dict[str, Any]:
    return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


def _webhook(world: World, _arguments: Arguments) -> dict[str, Any]:
    url = world.webhook.url if world.webhook else ""
    return {"url": url, "has_custom_certificate": False, "pending_update_count": len(world.queue)}


def set_webhook(world: World, arguments: Arguments) -> bool:
    """Call the bot from now on; an address that is neither https nor on this machine is refused."""
    url, secret = str(arguments.get("url", "")), str(arguments.get("secret_token", ""))
    if not url.startswith(("https://", "http://127.0.0.1:", "http://[::1]:")):
        refuse("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        refuse("SECRET_TOKEN_INVALID")
    allowed = tuple(arguments.get("allowed_updates") or ())
    world.webhook = Webhook(url, secret, allowed, int(arguments.get("max_connections") or 40))
    return True


def delete_webhook(world: World, _arguments: Arguments) -> bool:
    """Call the bot no more; what waits is kept."""
    world.webhook = None
    return True


METHODS: dict[str, Callable[[World, Arguments], Any]] = {
    "getme": _me,
    "sendmessage": send_message,
    "senddocument": send_document,
    "editmessagetext": edit_text,
    "editmessagereplymarkup": edit_markup,
    "answercallbackquery": answer_query,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "leavechat": leave,
    "setmycommands": commands,
    "setmydescription": _text("description", 512, "description"),
    "setmyshortdescription": _text("short_description", 120, "short_description"),
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": _webhook,
    "sendchataction": _yes,
}
