"""One piece of work a household: what it may be missing, who holds it, how it ended."""
