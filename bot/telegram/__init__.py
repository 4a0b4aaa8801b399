"""The Telegram edge: updates in, screens out. The only package that imports aiogram, and only `relais run` imports it.

`server` starts and stops · `polling` and `intake` take updates in, each once and before it is acknowledged ·
`handlers` say what an update means · `render` draws a screen as messages (pure) · `delivery` meets Telegram's moods ·
`memory` is all that is remembered about a chat, and for how long.
"""
