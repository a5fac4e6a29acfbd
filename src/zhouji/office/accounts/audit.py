"""Writes the audit trail: in the same transaction, before the answer; no audit, no answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.errors import AuditBrokenError
from zhouji.office.accounts.models import AuditRow, AuditSubject


def record_read(
    *,
    by: Actor,
    action: str,
    page: str = "",
    households: Iterable[int] = (),
    persons: Iterable[int] = (),
) -> AuditRow:
    """Say that `by` is about to be shown these households and persons."""
    return _record(AuditRow.Kind.READ, by, action, page, households, persons, None, None)


def record_write(
    *,
    by: Actor,
    action: str,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    page: str = "",
    households: Iterable[int] = (),
    persons: Iterable[int] = (),
) -> AuditRow:
    """Say what `by` changes, from which value to which."""
    return _record(AuditRow.Kind.WRITE, by, action, page, households, persons, old, new)


def _record(
    kind: AuditRow.Kind,
    by: Actor,
    action: str,
    page: str,
    households: Iterable[int],
    persons: Iterable[int],
    old: dict[str, Any] | None,
    new: dict[str, Any] | None,
) -> AuditRow:
    if not transaction.get_connection().in_atomic_block:
        raise AuditBrokenError(f"{action}: the audit row must share its answer's transaction")
    try:
        row = AuditRow.objects.create(
            at=timezone.now(),
            kind=kind,
            action=action,
            user_id=by.user_id,
            username=by.username,
            role=by.role,
            purpose=by.purpose,
            page=page[:200],
            old=old,
            new=new,
        )
        AuditSubject.objects.bulk_create(
            [
                AuditSubject(row=row, kind=subject, subject_id=number)
                for subject, numbers in (
                    (AuditSubject.Kind.HOUSEHOLD, households),
                    (AuditSubject.Kind.PERSON, persons),
                )
                for number in dict.fromkeys(numbers)
            ],
            batch_size=300,
        )
    except DatabaseError as fault:
        raise AuditBrokenError(
            f"{action}: this could not be recorded, so it is not shown or done; "
            "tell the administrator"
        ) from fault
    return row
