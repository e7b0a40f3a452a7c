"""Editions are only added: what was judged by one can always be recomputed."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION rulebook_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the rulebook are never changed; set a new one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rulebook_entry_no_change BEFORE UPDATE OR DELETE ON rulebook_entry
    FOR EACH ROW EXECUTE FUNCTION rulebook_entry_is_kept();
"""
BACKWARD = """
DROP TRIGGER rulebook_entry_no_change ON rulebook_entry;
DROP FUNCTION rulebook_entry_is_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
