"""The terminal, through the true command."""
