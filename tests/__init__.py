"""The tests: sentences that say what holds."""
