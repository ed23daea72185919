import lianfang.registers.fields
from django.db import migrations, models


# A pool holds ten samples at most. On PostgreSQL whoever adds to a pool takes its turn at the pool's row, so that two who
# count at once do not both find room.
ON_POSTGRESQL = """
CREATE FUNCTION pool_holds_ten() RETURNS trigger AS $$
BEGIN
    PERFORM 1 FROM registers_pool WHERE id = NEW.pool_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM registers_sample WHERE pool_id = NEW.pool_id) > 10 THEN
        RAISE EXCEPTION 'pool_holds_ten' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER pool_holds_ten AFTER INSERT OR UPDATE OF pool_id ON registers_sample
FOR EACH ROW WHEN (NEW.pool_id IS NOT NULL) EXECUTE FUNCTION pool_holds_ten()"""
ON_SQLITE = """
CREATE TRIGGER pool_holds_ten_{verb} AFTER {event} ON registers_sample
WHEN NEW.pool_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'pool_holds_ten') WHERE (SELECT count(*) FROM registers_sample WHERE pool_id = NEW.pool_id) > 10;
END"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF pool_id"}


def ten_at_most(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ON_POSTGRESQL)
        return
    for verb, event in EVENTS.items():
        schema_editor.execute(ON_SQLITE.format(verb=verb, event=event))


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0024_exchange'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='tests_a_day',
            field=lianfang.registers.fields.NumberField(null=True),
        ),
        migrations.AddIndex(
            model_name='testresult',
            index=models.Index(fields=['laboratory', 'recorded_at'], name='test_result_heard'),
        ),
        migrations.RunPython(ten_at_most, migrations.RunPython.noop),
    ]
