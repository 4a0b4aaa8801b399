"""The observatory: counting, over memory and SQLite."""
