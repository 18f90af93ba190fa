"""What a user would pick instead, measured beside us: each peer in its own process and environment."""
