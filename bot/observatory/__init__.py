"""The observatory's counting: how many, never who.

`tables` says what a conversation adds (pure); `tally` remembers for half an hour what each added, in memory only;
`sqlite` keeps the sums. No other module of the bot writes anything about a conversation to a disk.
"""
