"""The workbench: where a role's work of the day begins."""
