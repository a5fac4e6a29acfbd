"""Leads: the list, one lead with its reasons, and what can be done about it."""
