"""What is stored about leads: the lead, its reasons, questions to departments, its history."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhouji.base.ids import mask, mask_name


class Status(models.TextChoices):
    """Where a lead stands."""

    NEW = "new", _("Awaiting triage")
    SENT = "sent", _("Dispatched")
    TAKEN = "taken", _("Being checked")
    RETURNED = "returned", _("Returned")
    CLOSED = "closed", _("Closed")


OPEN_STATUSES = tuple(status for status in Status if status != Status.CLOSED)
WITH_THE_TOWNSHIP = (Status.SENT, Status.TAKEN)


class State(models.TextChoices):
    """What the screening found."""

    ELIGIBLE = "eligible", _("Fits")
    POSSIBLE = "possible", _("May fit")


class Standing(models.TextChoices):
    """Whether a reason still holds on today's data."""

    TRUE = "true", _("Still holds")
    FALSE = "false", _("No longer holds")
    UNKNOWN = "unknown", _("Can't tell now")


class CloseReason(models.TextChoices):
    """How a lead ended."""

    HELPED = "helped", _("Help arranged")
    HAS_IT = "has_it", _("Already gets it")
    DECLINED = "declined", _("Household declined")
    DATA_WRONG = "data_wrong", _("Data was wrong")
    NOT_MET = "not_met", _("Conditions not met on checking")
    OTHER = "other", _("Another reason")
    WITHDRAWN = "withdrawn", _("Closed itself: no longer holds on newer data")


class ReturnReason(models.TextChoices):
    """Why a township gives a lead back to the county."""

    ELSEWHERE = "elsewhere", _("Does not live in this township")
    UNREACHABLE = "unreachable", _("Could not be reached")
    COUNTY = "county", _("Has to be handled by the county")
    OTHER = "other", _("Another reason")


class Lead(models.Model):
    """A household that may be missing help; at most one open lead a household."""

    household_id = models.BigIntegerField(db_index=True)
    head_person_id = models.BigIntegerField(null=True)
    head_name = models.CharField(max_length=60, blank=True)
    head_id_number = models.CharField(max_length=18, blank=True)
    township_code = models.CharField(max_length=9)
    township = models.CharField(max_length=40)
    village_code = models.CharField(max_length=12)
    village = models.CharField(max_length=40)
    address = models.CharField(max_length=200, blank=True)
    n_members = models.IntegerField(null=True)

    status = models.CharField(max_length=8, choices=Status, default=Status.NEW)
    state = models.CharField(max_length=8, choices=State)
    standing = models.CharField(max_length=7, choices=Standing, default=Standing.TRUE)
    amount_fen = models.BigIntegerField(
        null=True, help_text="money of the first year, all reasons; null: none is known yet"
    )
    amount_is_least = models.BooleanField(
        default=False, help_text="a reason's amount is unknown: the money is this or more"
    )
    months_missed = models.IntegerField(null=True, help_text="the longest known; null: none is")
    n_reasons = models.IntegerField(default=0)
    rank = models.BigIntegerField(default=0, help_text="order of the list, highest first")
    why_zh = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    first_run = models.CharField(max_length=60)
    last_run = models.CharField(max_length=60)
    created = models.DateTimeField()
    changed = models.DateTimeField()

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="leads"
    )
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sent_leads"
    )
    sending = models.CharField(max_length=32, blank=True, help_text="the batch it stands in")
    due = models.DateField(null=True)
    return_reason = models.CharField(max_length=11, choices=ReturnReason, blank=True)
    return_note = models.CharField(max_length=400, blank=True)
    reopened_at = models.DateTimeField(null=True)
    flagged = models.BooleanField(default=False, help_text="newer data differ; its holder decides")
    close_reason = models.CharField(max_length=10, choices=CloseReason, blank=True)
    close_note = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True, help_text="by a person, on the pool's clock")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["household_id"], condition=~Q(status="closed"), name="one_open_lead"
            ),
            models.CheckConstraint(
                condition=Q(status="closed")
                | Q(status="taken", holder__isnull=False)
                | Q(~Q(status="taken"), holder__isnull=True),
                name="taken_is_held",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "-rank", "-id"], name="lead_by_status"),
            models.Index(fields=["township_code", "status", "-rank", "-id"], name="lead_by_town"),
            models.Index(fields=["village_code", "status", "-rank", "-id"], name="lead_by_village"),
            models.Index(fields=["status", "due"], name="lead_by_due"),
            models.Index(fields=["-rank", "-id"], name="lead_by_rank"),
            models.Index(fields=["sending"], condition=~Q(sending=""), name="lead_by_sending"),
        ]

    def __str__(self) -> str:
        return f"lead {self.pk} of household {self.household_id}"

    @property
    def masked_name(self) -> str:
        return mask_name(self.head_name)

    @property
    def policy_codes(self) -> list[str]:
        """Policies of its reasons that still hold or can't be told, from what was loaded."""
        open_ones = [r.policy for r in self.reasons.all() if r.standing != Standing.FALSE]
        return list(dict.fromkeys(open_ones))

    @property
    def masked_id(self) -> str:
        return mask(self.head_id_number)


class LeadReason(models.Model):
    """One policy that the household, or one of its members, may be missing."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="reasons")
    policy = models.CharField(max_length=20)
    subject_id = models.BigIntegerField(help_text="person, or the household itself")
    state = models.CharField(max_length=8, choices=State)
    standing = models.CharField(max_length=7, choices=Standing, default=Standing.TRUE)
    amount_fen = models.BigIntegerField(null=True)
    amount_unit = models.CharField(max_length=20, blank=True)
    missing = models.JSONField(default=list)
    months_missed = models.IntegerField(null=True)
    why_zh = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    opened_run = models.CharField(max_length=60)
    closed_run = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lead", "policy", "subject_id"], name="one_reason")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["policy", "standing", "lead"], name="reason_by_policy")
        ]

    def __str__(self) -> str:
        return f"{self.policy} for {self.subject_id}"


class Answer(models.TextChoices):
    """What a department can say; that it has no record is an answer, and no "no"."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NO_RECORD = "no_record", _("No record of this person")
    VALUE = "value", _("The value is")


class Question(models.Model):
    """A question to a department about a lead; whom it is about is kept as it was asked."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="questions")
    department = models.CharField(max_length=8)
    person_id = models.BigIntegerField(null=True, help_text="null: the household, by its head")
    person_name = models.CharField(max_length=60, blank=True)
    person_number = models.CharField(max_length=18, blank=True)
    facts = models.JSONField(default=list, help_text="names of the facts asked")
    text = models.CharField(max_length=400, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    asked_at = models.DateTimeField()
    due = models.DateField()
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    value = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="answers"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["department", "answered_at", "lead"], name="question_open")
        ]

    def __str__(self) -> str:
        return f"question to {self.department} on lead {self.lead_id}"

    @property
    def masked_name(self) -> str:
        return mask_name(self.person_name)

    @property
    def answer_words(self) -> str:
        return str(dict(Answer.choices).get(self.answer, ""))


class LeadEvent(models.Model):
    """What happened to a lead, in order."""

    class What(models.TextChoices):
        GREW = "grew", _("Another reason found")
        SENT = "sent", _("Sent to the township")
        UNDONE = "undone", _("Sending undone")
        TAKEN = "taken", _("Taken on")
        HANDED = "handed", _("Handed back to the township")
        RETURNED = "returned", _("Returned to the county")
        REOPENED = "reopened", _("Reopened")
        ASKED = "asked", _("Department asked")
        ANSWERED = "answered", _("Department answered")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("A reason no longer holds")
        UNKNOWN = "unknown", _("A reason can't be told now")

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What)
    by = models.CharField(max_length=60)
    note = models.CharField(max_length=400, blank=True)
    batch = models.CharField(max_length=32, blank=True, db_index=True)
    old = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.what} lead {self.lead_id}"

    @property
    def words(self) -> str:
        """The note; a reason in words."""
        reasons = {**dict(CloseReason.choices), **dict(ReturnReason.choices)}
        return str(reasons.get(self.note, self.note))
