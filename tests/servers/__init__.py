"""Real servers for tests: PostgreSQL and Valkey, on private ports of loopback, gone when the tests end.

Their programs come with the development wheels, so that a machine with Python, git and make has them; where a wheel has
none for the machine, those of the system are taken. Nothing here imports the bot.
"""

from tests.servers.postgres import Postgres
from tests.servers.process import free_port
from tests.servers.valkey import Valkey

__all__ = ["Postgres", "Valkey", "free_port"]
