"""The command line: one file per noun or verb, thin. `program` starts it, `frame` builds commands."""
