"""Pure rules: what is due when, and why. No I/O, no clock, nothing stored; time and calendar are given."""
