"""Seals are append-only like the entries they cover."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journal_seal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'seals of the journal are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_seal_no_change BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION journal_seal_is_kept();
CREATE TRIGGER journal_seal_no_truncate BEFORE TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_seal_is_kept();
"""
BACKWARD = """
DROP TRIGGER journal_seal_no_truncate ON journal_seal;
DROP TRIGGER journal_seal_no_change ON journal_seal;
DROP FUNCTION journal_seal_is_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_sealed_ranges")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
