"""The planner knows how many subjects there are.

A subject's entries lie together, so a sample of pages meets few subjects: two million were taken for 68,000, and
whatever reads the entries of many subjects read the whole journal instead of its index.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE journal_entry ALTER COLUMN subject_id SET (n_distinct = -0.1);
ANALYZE journal_entry;
"""
BACKWARD = "ALTER TABLE journal_entry ALTER COLUMN subject_id RESET (n_distinct)"


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_seals_are_kept")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
