"""Telling people: notices, the outbox they wait in, the channels that deliver them."""
