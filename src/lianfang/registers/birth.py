"""A new site's tables are made as they are today, in one transaction, and every migration is noted as done.

To walk through all that the schema once was would cost a new site a quarter of a minute and give it nothing. A site that
has tables is migrated as ever; a test holds the two ways equal.
"""

from __future__ import annotations

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder


def is_unborn(connection: BaseDatabaseWrapper) -> bool:
    """Has nothing been made in this database yet?"""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    if tables - {MigrationRecorder.Migration._meta.db_table}:
        return False
    return not MigrationRecorder(connection).applied_migrations()


def bear(connection: BaseDatabaseWrapper) -> None:
    """Make all tables of a database in which there are none; after another process has, nothing."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    steps = [step for step, _ in executor.migration_plan(graph.leaf_nodes(), clean_start=True)]
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        if not is_unborn(connection):
            return
        for label in sorted(executor.loader.migrated_apps):
            for model in apps.get_app_config(label).get_models():
                editor.create_model(model)
        for step in steps:
            for one in step.operations:
                # Triggers, and constraints that only one database has. Of rows there are none to change.
                if isinstance(one, RunPython):
                    one.code(apps, editor)
            executor.recorder.record_applied(step.app_label, step.name)
