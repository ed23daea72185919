"""Say of an import whether its rows are real persons of a published list."""

from django.db import migrations, models


LIST = "shenzhen_cases_2020/cases"
"""The mapping of the one published list of persons that came with the product before an import said it."""


def say_of_earlier_imports(apps, schema_editor):
    apps.get_model("registers", "ImportBatch").objects.filter(mapping=LIST).update(persons="published")


class Migration(migrations.Migration):
    """One column, and what it says of imports that were made without it."""

    dependencies = [("registers", "0013_outlines")]

    operations = [
        migrations.AddField("importbatch", "persons", models.CharField(default="", max_length=16)),
        migrations.RunPython(say_of_earlier_imports, migrations.RunPython.noop),
    ]
