"""Say of an import whether its rows are real persons of a published list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("registers", "0013_outlines")]

    operations = [
        migrations.AddField("importbatch", "persons", models.CharField(default="", max_length=16)),
    ]
