"""What nobody can tell of a lead is null: until now it was kept as zero.

Where it can be told of leads that are there what was unknown, it is said: the months of a reason
that may fit (nobody knows since when), and a lead's money, whose reasons kept theirs. Zero months
of a reason that fits, and zero members, stay as they are: whether they were counted or unknown
can't be told apart, and most were counted. The next run that looks at the household says it anew.
"""

from typing import Any

from django.db import migrations, models

CHUNK = 400
TIMES_A_YEAR = {"yuan/month": 12, "yuan/year": 1, "yuan/once": 1}
UNKNOWN_FIRST = 10**12


def say_what_was_unknown(apps: Any, schema_editor: Any) -> None:
    reasons = apps.get_model("leads", "LeadReason").objects
    leads = apps.get_model("leads", "Lead").objects
    reasons.filter(state="possible", months_missed=0).update(months_missed=None)
    unsure = models.Q(months_missed=None) | models.Q(amount_fen=None)
    numbers = sorted(set(reasons.filter(unsure).values_list("lead_id", flat=True)))
    for start in range(0, len(numbers), CHUNK):
        part = leads.filter(pk__in=numbers[start : start + CHUNK]).prefetch_related("reasons")
        changed = [_said(lead) for lead in part]
        leads.bulk_update(changed, ["amount_fen", "amount_is_least", "months_missed", "rank"])


def _said(lead: Any) -> Any:
    told = list(lead.reasons.all())
    standing = [reason for reason in told if reason.standing == "true"]
    shown = standing or [reason for reason in told if reason.standing != "false"] or told
    if all(reason.months_missed is None for reason in shown):
        lead.months_missed = None
    unknown = [
        reason
        for reason in shown
        if reason.amount_fen is None and reason.amount_unit in TIMES_A_YEAR
    ]
    if unknown:
        lead.amount_is_least = bool(lead.amount_fen)
        lead.amount_fen = lead.amount_fen or None
        lead.rank += UNKNOWN_FIRST * sum(reason.state == lead.state for reason in unknown)
    return lead


def keep_zero_again(apps: Any, schema_editor: Any) -> None:
    """Going back: the columns of before hold no null; the order of the list is the newer one's."""
    leads, reasons = (apps.get_model("leads", name).objects for name in ("Lead", "LeadReason"))
    for rows, names in (
        (leads, ("amount_fen", "months_missed", "n_members")),
        (reasons, ("months_missed",)),
    ):
        for name in names:
            rows.filter(**{name: None}).update(**{name: 0})


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_questions")]

    operations = [
        migrations.AddField(
            "lead",
            "amount_is_least",
            models.BooleanField(
                default=False, help_text="a reason's amount is unknown: the money is this or more"
            ),
        ),
        migrations.AlterField(
            "lead",
            "amount_fen",
            models.BigIntegerField(
                null=True, help_text="money of the first year, all reasons; null: none is known yet"
            ),
        ),
        migrations.AlterField(
            "lead",
            "months_missed",
            models.IntegerField(null=True, help_text="the longest known; null: none is"),
        ),
        migrations.AlterField("lead", "n_members", models.IntegerField(null=True)),
        migrations.AlterField("leadreason", "months_missed", models.IntegerField(null=True)),
        migrations.RunPython(say_what_was_unknown, keep_zero_again),
    ]
