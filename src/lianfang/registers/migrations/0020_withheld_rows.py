"""Mark the rows that an import of a published list of real persons found there already."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("registers", "0019_merge_keys")]

    operations = [
        migrations.CreateModel(
            name="WithheldRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=32)),
                ("row", models.BigIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withheld",
                        to="registers.importbatch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("register", "row", "batch"), name="withheld_once")
                ]
            },
        ),
    ]
