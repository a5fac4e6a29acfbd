"""What the audit trail can prove about a change that the pool says was made."""

from __future__ import annotations

from zhouji.office.accounts.models import AuditRow


def size_of_trail() -> int:
    """How many readings and changes are on record."""
    return AuditRow.objects.count()


def is_on_record(action: str, run: str) -> bool:
    """Whether a run's change was written to the trail."""
    return AuditRow.objects.filter(kind=AuditRow.Kind.WRITE, action=action, new__run=run).exists()
