"""Since when a member of staff is ill, in place of a test's day that nobody read; who allows more than the limit has a name."""

from django.db import migrations, models
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan

import lianfang.registers.fields


def a_blank_is_no_name(apps, schema_editor):
    shifts = apps.get_model("registers", "StaffShift").objects
    shifts.annotate(said=Trim("approved_by")).filter(said="").update(approved_by=None)


class Migration(migrations.Migration):
    """Two columns change places, one index, one constraint."""

    dependencies = [("registers", "0036_positive")]

    operations = [
        migrations.RemoveField("staffmember", "next_test_by"),
        migrations.AddField("staffmember", "ill_at", lianfang.registers.fields.InstantField(null=True)),
        migrations.AddIndex(
            "event",
            models.Index(condition=models.Q(site__isnull=False), fields=["site"], name="event_site"),
        ),
        migrations.RunPython(a_blank_is_no_name, migrations.RunPython.noop),
        migrations.AddConstraint(
            "staffshift",
            models.CheckConstraint(
                condition=GreaterThan(Length(Trim("approved_by")), 0), name="staff_shift_approver_is_named"
            ),
        ),
    ]
