"""Telegram's side of the tests: over real HTTP, against the real `run`."""
