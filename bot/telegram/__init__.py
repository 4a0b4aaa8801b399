"""The Telegram edge: updates in, screens out. The only package that imports aiogram, and only `relais run` imports it.

`server` starts and stops · `service` puts the edge together · `polling`, `webhook` and `intake` take updates in, each
once and before it is acknowledged · `workers` and `switchboard` make several processes one bot · `updates` reads them (pure) · `handlers` say what they mean · `render` draws a screen as
messages (pure) · `delivery` meets Telegram's moods, through `session` · `memory` is all that is remembered about a chat,
and for how long.
"""
