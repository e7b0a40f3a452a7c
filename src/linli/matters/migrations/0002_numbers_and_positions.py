"""Sequences for numbers and serials (they count blocks, see `NumberSource`), and the index on positions."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE matters_number START 1;
CREATE SEQUENCE matters_serial START 1;
CREATE INDEX matters_open_by_position ON matters_matter USING gist (point(lon, lat))
    WHERE status IN ('accepted', 'acknowledged', 'completed', 'deferred', 'dispatched', 'extension_pending',
        'in_progress', 'rated', 'registered', 'reopened', 'replied', 'returned', 'rework', 'suspended', 'verified');
"""
BACKWARD = """
DROP INDEX matters_open_by_position;
DROP SEQUENCE matters_serial;
DROP SEQUENCE matters_number;
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
