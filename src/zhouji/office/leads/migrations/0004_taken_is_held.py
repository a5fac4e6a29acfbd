from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0003_who_holds_and_who_sent")]

    operations = [
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "closed"),
                    models.Q(("holder__isnull", False), ("status", "taken")),
                    models.Q(
                        models.Q(("status", "taken"), _negated=True), ("holder__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="taken_is_held",
            ),
        ),
    ]
