"""Fixtures of the commands' tests."""

from tests.workflow.commands.rehearsal import on_its_way, rehearsal

__all__ = ["on_its_way", "rehearsal"]
