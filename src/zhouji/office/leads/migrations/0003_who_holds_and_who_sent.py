"""Says of leads that are there already who holds them and in which sending they stand.

A sending that a run overwrote (status back to new, its day still there) stands again.
"""

from itertools import groupby
from typing import Any

from django.db import migrations

CHUNK = 400


def say_who_holds(apps: Any, schema_editor: Any) -> None:
    leads = apps.get_model("leads", "Lead").objects
    leads.filter(status="new", sent_at__isnull=False).update(status="sent")
    leads.filter(status="new", holder__isnull=False).update(status="taken")
    leads.filter(status="sent", holder__isnull=False).update(status="taken")


def say_who_sent(apps: Any, schema_editor: Any) -> None:
    leads = apps.get_model("leads", "Lead").objects
    users = dict(apps.get_model("accounts", "User").objects.values_list("username", "pk"))
    sent = apps.get_model("leads", "LeadEvent").objects.filter(
        what="sent", lead__status__in=("sent", "taken")
    )
    newest = {
        lead: (batch, users.get(by))
        for lead, batch, by in sent.order_by("pk").values_list("lead_id", "batch", "by")
    }
    by_sending = sorted(newest, key=lambda lead: (newest[lead][0], lead))
    for (batch, user), group in groupby(by_sending, key=newest.__getitem__):
        numbers = list(group)
        for start in range(0, len(numbers), CHUNK):
            part = leads.filter(pk__in=numbers[start : start + CHUNK])
            part.update(sending=batch, sent_by_id=user)


def leave_as_it_is(apps: Any, schema_editor: Any) -> None:
    """Going back: the columns themselves go; a taken lead was a sent one with a holder."""
    leads = apps.get_model("leads", "Lead").objects
    leads.filter(status="taken").update(status="sent")
    leads.filter(status="returned").update(status="new")


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_transitions"), ("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(say_who_holds, leave_as_it_is),
        migrations.RunPython(say_who_sent, migrations.RunPython.noop),
    ]
