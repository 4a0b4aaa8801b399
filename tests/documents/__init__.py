"""Documents: what they say, how they are built, and what they must not tell."""
