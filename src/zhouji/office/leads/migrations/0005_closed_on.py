"""The day of a closing on the pool's clock; of earlier closings the day they were made."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import TruncDate


def take_the_day_it_was_made(apps, schema_editor) -> None:  # type: ignore[no-untyped-def]
    closed = apps.get_model("leads", "Lead").objects.filter(closed_at__isnull=False)
    closed.update(closed_on=TruncDate("closed_at"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("leads", "0004_taken_is_held")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="lead",
            name="closed_on",
            field=models.DateField(null=True, help_text="by a person, on the pool's clock"),
        ),
        migrations.RunPython(take_the_day_it_was_made, migrations.RunPython.noop),
    ]
