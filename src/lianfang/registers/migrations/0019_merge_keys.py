"""Keep findable under which key a row came that went into another; know the versions that a merge left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns and an index."""

    dependencies = [("registers", "0018_saved_filters")]

    operations = [
        migrations.AddField("merge", "gone_key", models.CharField(max_length=200, null=True)),
        migrations.AddIndex(
            "merge",
            models.Index(
                fields=["gone_key"], name="merge_gone_key", condition=models.Q(("gone_key__isnull", False))
            ),
        ),
        migrations.AddField("version", "merge", models.BigIntegerField(null=True)),
    ]
