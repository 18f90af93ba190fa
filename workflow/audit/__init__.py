"""The history that can be proven: entries, the log over them, checkpoints, proof files."""
