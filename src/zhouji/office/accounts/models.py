"""What is stored about users, and the audit trail."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhouji.office.accounts.permissions import Purpose, Role


class User(AbstractBaseUser):
    """A member of staff: one role, one place, at most one department."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role)
    area = models.CharField(max_length=12, blank=True, help_text="division code; empty = county")
    area_name = models.CharField(max_length=60, blank=True)
    department = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role"]

    def __str__(self) -> str:
        return self.username


class AuditRow(models.Model):
    """One reading or one change: who, when, why, of whom, on which page."""

    class Kind(models.TextChoices):
        READ = "read"
        WRITE = "write"

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=5, choices=Kind)
    action = models.CharField(max_length=60)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="audit_rows")
    username = models.CharField(max_length=60, db_index=True)
    role = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20, choices=Purpose)
    page = models.CharField(max_length=200, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    block = models.BigIntegerField(null=True, help_text="the seal over this row, once sealed")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.action}"


class AuditSubject(models.Model):
    """One household or person that a row of the audit trail is about."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household"
        PERSON = "person"

    row = models.ForeignKey(AuditRow, models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=9, choices=Kind)
    subject_id = models.BigIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "subject_id"], name="audit_subject")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
