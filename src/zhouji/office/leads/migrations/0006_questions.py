"""Questions say whom they are about and which facts are asked, and can be answered."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def about_the_head(apps: Any, schema_editor: Any) -> None:
    """Questions asked before were about the household, told by its head as its lead has it."""
    questions = apps.get_model("leads", "Question").objects
    lead = apps.get_model("leads", "Lead").objects.filter(pk=models.OuterRef("lead_id"))
    questions.update(
        person_name=models.Subquery(lead.values("head_name")[:1]),
        person_number=models.Subquery(lead.values("head_id_number")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("leads", "0005_closed_on"),
    ]

    operations = [
        migrations.AddField(
            "question",
            "person_id",
            models.BigIntegerField(null=True, help_text="null: the household, by its head"),
        ),
        migrations.AddField(
            "question",
            "person_name",
            models.CharField(blank=True, max_length=60, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "question",
            "person_number",
            models.CharField(blank=True, max_length=18, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "question",
            "facts",
            models.JSONField(default=list, help_text="names of the facts asked"),
        ),
        migrations.AddField(
            "question",
            "answer",
            models.CharField(
                blank=True,
                choices=[
                    ("yes", "Yes"),
                    ("no", "No"),
                    ("no_record", "No record of this person"),
                    ("value", "The value is"),
                ],
                max_length=9,
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "question",
            "value",
            models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "question",
            "remark",
            models.CharField(blank=True, max_length=400, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "question",
            "answered_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField("question", "text", models.CharField(blank=True, max_length=400)),
        migrations.RunPython(about_the_head, migrations.RunPython.noop),
        migrations.AlterField(
            "leadevent",
            "what",
            models.CharField(
                choices=[
                    ("grew", "Another reason found"),
                    ("sent", "Sent to the township"),
                    ("undone", "Sending undone"),
                    ("taken", "Taken on"),
                    ("handed", "Handed back to the township"),
                    ("returned", "Returned to the county"),
                    ("reopened", "Reopened"),
                    ("asked", "Department asked"),
                    ("answered", "Department answered"),
                    ("closed", "Closed"),
                    ("withdrawn", "A reason no longer holds"),
                    ("unknown", "A reason can't be told now"),
                ],
                max_length=10,
            ),
        ),
    ]
