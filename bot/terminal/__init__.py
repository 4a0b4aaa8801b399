"""The whole bot in a terminal: for residents' trials, for people (`chat`) and for programs (`chat --jsonl`)."""
