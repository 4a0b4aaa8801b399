"""What an operator watches and asks: `metrics` while the bot runs, `doctor` before it does and when it does not.

`bot.logs` and `bot.figures` stand lower, because everything speaks through them.
"""
