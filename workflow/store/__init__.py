"""The only door to the database: rows, log, outbox, search. SQLite by default, PostgreSQL by its address."""
