"""Figures of the program, each against what nothing can be faster than: `python -m benchmarks`."""
