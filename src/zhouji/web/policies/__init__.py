"""The policy library 政策库: each policy in plain words, every figure with its document."""
