"""Where people work: the Django apps of the office."""
