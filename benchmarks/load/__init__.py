"""How much a bot carries: `make bench-load`. Residents who all walk at once, over HTTP, to the people who can help.

`relais run` as an operator starts it, in one process or two, by polling and by webhook, against the Bot API's server of the
tests. The people and that server live in this process and share the machine: seconds are upper bounds. What the bot itself
costs is read from its own processes (CPU, memory), so it does not count them.
"""
