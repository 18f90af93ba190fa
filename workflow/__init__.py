"""What happens: commands, decisions, rules, store, notices."""

__version__ = "0.1.0"
