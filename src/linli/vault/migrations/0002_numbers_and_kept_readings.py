"""The sequence of record numbers; readings are append-only, and old ones go no earlier than the law allows."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE vault_record_block;

CREATE FUNCTION vault_reading_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Cybersecurity Law art. 21: logs stay for at least six months. How much longer, the rulebook says.
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '6 months' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'readings of personal data are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER vault_reading_no_change BEFORE UPDATE OR DELETE ON vault_reading
    FOR EACH ROW EXECUTE FUNCTION vault_reading_is_kept();
CREATE TRIGGER vault_reading_no_truncate BEFORE TRUNCATE ON vault_reading
    FOR EACH STATEMENT EXECUTE FUNCTION vault_reading_is_kept();
"""
BACKWARD = """
DROP TRIGGER vault_reading_no_truncate ON vault_reading;
DROP TRIGGER vault_reading_no_change ON vault_reading;
DROP FUNCTION vault_reading_is_kept;
DROP SEQUENCE vault_record_block;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_records_and_readings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
