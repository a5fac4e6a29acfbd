"""What departments handed in, what is late, and what waits on it."""
