"""OParl 1.0 and 1.1: what a council publishes, read from its service or from stored objects."""
