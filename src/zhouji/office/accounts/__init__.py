"""Who may do what, where and for which purpose; and the audit trail of it."""
