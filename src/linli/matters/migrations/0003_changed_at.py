"""Each matter says when its newest entry was written, and what is public and ended can be found by place."""

from django.db import migrations, models

FILL = """
UPDATE matters_matter AS matter SET changed_at = entry.at FROM journal_entry AS entry
WHERE entry.subject_kind = 'matters.matter' AND entry.subject_id = matter.id AND entry.position = matter.chain_length;
UPDATE matters_matter SET changed_at = registered_at WHERE changed_at IS NULL;
"""
FORWARD = """
CREATE INDEX matters_ended_by_position ON matters_matter USING gist (point(lon, lat))
    WHERE status IN ('archived', 'closed', 'declined', 'merged', 'redirected', 'withdrawn');
"""
BACKWARD = "DROP INDEX matters_ended_by_position;"


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_numbers_and_positions"), ("journal", "0002_entries_are_kept")]
    operations = [
        migrations.AddField("matter", "changed_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("matter", "changed_at", models.DateTimeField()),
        migrations.AddIndex(
            "matter",
            models.Index(
                fields=["-changed_at", "-id"],
                name="matters_by_change",
                condition=models.Q(("kind_code", ""), _negated=True),
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
