"""The only door to the database: rows, log, outbox, search. SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

#: How long a writer waits for the others, in seconds.
PATIENCE = 10.0

#: The shape of the tables this program works with; rises with every migration.
SCHEMA = 1
