"""Requests to my department: what a department is asked, and its answers."""
