"""What was handed in, whole and told apart: no Django, usable from a notebook."""
