"""What breaks, and what the people saw: real servers killed, cut, paused and filled while scripted conversations go on.

`make faults` runs every fault of `strikes` during 2,000 conversations and draws docs/reliability.md; the tests run each
during fewer.
"""
