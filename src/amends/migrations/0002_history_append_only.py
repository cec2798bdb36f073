from django.db import migrations

REFUSE = """
CREATE FUNCTION amends_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only';
END $$;
CREATE TRIGGER amends_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON amends_event
    FOR EACH STATEMENT EXECUTE FUNCTION amends_event_is_append_only();
"""

ALLOW = """
DROP TRIGGER amends_event_append_only ON amends_event;
DROP FUNCTION amends_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("amends", "0001_tables")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
