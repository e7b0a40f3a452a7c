"""The sequence of dispute numbers; it counts blocks, see `NumberSource`."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE disputes_number_block", "DROP SEQUENCE disputes_number_block")
    ]
