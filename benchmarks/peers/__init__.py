"""Relais beside its peers, one tap at a time: `make bench-peers`.

Ten screens of the real tree, the same texts and buttons for everybody, the same update in (bytes of JSON), the same two
requests out (editMessageText, answerCallbackQuery), answered by a stub at the same level: each writes the request's bytes
and reads the answer's, no network. Each peer runs in its own process; the processes take turns, so that a machine that
drifts drifts for all of them, and the ratio of a round is what counts.
"""
