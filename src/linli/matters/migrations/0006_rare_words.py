"""PostgreSQL keeps frequencies of ten times as many words, so that it knows a rare word from a common one.

Without them every word that is not among the commonest is taken to be in half a percent of all matters; a search for
one that hardly occurs would then walk through all matters from the newest on, instead of asking the index of words.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matters", "0005_clocks_kept_and_matters_left_out")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE matters_mattertext ALTER COLUMN vector SET STATISTICS 1000",
            "ALTER TABLE matters_mattertext ALTER COLUMN vector SET STATISTICS -1",
        )
    ]
