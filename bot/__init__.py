"""Relais: somebody says what happened, and learns who can help, near them, and before when."""

__version__ = "0.1.0"
