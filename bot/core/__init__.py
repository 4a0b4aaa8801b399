"""The pure middle: from answers to a screen, with no network, no disk and no clock.

Nothing in this package imports aiogram, aiohttp, aiosqlite, yaml, babel, asyncio, os, pathlib or logging, and nothing
calls `datetime.now`: time comes in as an argument. Whatever a resident sends, `walk`, `show` and `answer` return a
screen: they are total. `lint-imports` keeps the first rule, property tests the second.
"""
