"""Tables of the accounts app over time."""
