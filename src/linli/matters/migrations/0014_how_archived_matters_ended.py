from django.db import migrations

KEEP = """
UPDATE matters_matter matter SET status_before = entry.facts ->> 'old'
  FROM journal_entry entry
 WHERE entry.subject_kind = 'matters.matter' AND entry.subject_id = matter.id AND entry.event = 'matter.archived'
   AND entry.facts ->> 'old' IN ('declined', 'redirected', 'withdrawn') AND matter.status = 'archived'
"""


class Migration(migrations.Migration):
    """Until now a matter that was declined, redirected or withdrawn counted as closed once it was archived."""

    dependencies = [("matters", "0013_counted_without_reading"), ("journal", "0004_seals_are_kept")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
