"""The entrance, and who looked: logging in and out, the language, the audit trail."""
