"""Data sources: what each dataset promises, what came, what waits on it."""
