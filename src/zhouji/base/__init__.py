"""What the engine stands on: errors, content files, money, months, ID numbers, the pool."""
