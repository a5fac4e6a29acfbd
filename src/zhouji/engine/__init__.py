"""Computes: a plain library without Django, usable from a notebook."""
