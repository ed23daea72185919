"""A new site's tables are made as they are today, in one transaction, and every migration is noted as done.

To walk through all that the schema once was would cost a new site a quarter of a minute and give it nothing. A site that
has tables is migrated as ever; a test holds the two ways equal. What migrations do in Python is done here too, with the
models of today: it may make what the models do not say, a trigger, and find no rows to change; it may not lay rows down.
"""

from __future__ import annotations

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder

BIRTH = 0x6C666762
"""The lock for which PostgreSQL's processes wait that find no tables at one instant."""


def is_unborn(connection: BaseDatabaseWrapper) -> bool:
    """Has nothing been made in this database yet?"""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    if tables - {MigrationRecorder.Migration._meta.db_table}:
        return False
    return not MigrationRecorder(connection).applied_migrations()


def bear(connection: BaseDatabaseWrapper) -> None:
    """Make all tables of a database in which there are none; after another process has, nothing.

    Of two that come at once one waits: SQLite's writers for each other, PostgreSQL's for a lock of this name.
    """
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    steps = [step for step, _ in executor.migration_plan(graph.leaf_nodes(), clean_start=True)]
    with connection.schema_editor() as editor:
        if connection.vendor == "postgresql":
            editor.execute("SELECT pg_advisory_xact_lock(%s)", [BIRTH])
        if not is_unborn(connection):
            return
        if not executor.recorder.has_table():
            editor.create_model(MigrationRecorder.Migration)
        for label in sorted(executor.loader.migrated_apps):
            for model in apps.get_app_config(label).get_models():
                editor.create_model(model)
        for step in steps:
            for one in step.operations:
                # Triggers, and constraints that only one database has. Of rows there are none to change.
                if isinstance(one, RunPython):
                    one.code(apps, editor)
            executor.recorder.record_applied(step.app_label, step.name)
