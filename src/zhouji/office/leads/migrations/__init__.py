"""Tables of the leads app over time."""
