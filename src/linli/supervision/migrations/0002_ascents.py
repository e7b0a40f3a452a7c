"""What one unit is told at once becomes a row of its own; its entry names the promises, which had one each before."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

RUNGS = {
    "first_reminder": "first reminder",
    "second_reminder": "second reminder",
    "notice": "level 1: notice of delay",
    "order": "level 2: supervision order",
    "city": "level 3: the city leads",
}
CARRY_OVER = """
    INSERT INTO supervision_ascent
        (id, rung, unit_id, climbed_at, edition, receivers, letter_id, chain_length, chain_head)
    SELECT id, rung, unit_id, climbed_at, edition, receivers, letter_id, 0, '' FROM supervision_climb;
    SELECT setval(pg_get_serial_sequence('supervision_ascent', 'id'), max(id))
    FROM supervision_climb HAVING count(*) > 0;
    UPDATE supervision_climb SET ascent_id = id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("people", "0001_initial"),
        ("supervision", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Ascent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("chain_length", models.PositiveIntegerField(default=0, editable=False)),
                ("chain_head", models.BinaryField(default=b"")),
                ("rung", models.CharField(max_length=15, choices=list(RUNGS.items()))),
                ("climbed_at", models.DateTimeField()),
                ("edition", models.BigIntegerField()),
                ("receivers", models.JSONField(default=list)),
                ("letter", models.ForeignKey("letters.letter", PROTECT, null=True, related_name="+")),
                ("unit", models.ForeignKey("people.unit", PROTECT, related_name="+", db_index=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(rung__in=list(RUNGS)), name="supervision_ascent_rung_is_known"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="climb",
            name="ascent",
            field=models.ForeignKey("supervision.ascent", PROTECT, null=True, related_name="climbs"),
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="climb",
            name="ascent",
            field=models.ForeignKey("supervision.ascent", PROTECT, related_name="climbs"),
        ),
        migrations.RemoveField(model_name="climb", name="edition"),
        migrations.RemoveField(model_name="climb", name="letter"),
        migrations.RemoveField(model_name="climb", name="receivers"),
        migrations.AlterField(
            model_name="climb",
            name="unit",
            field=models.ForeignKey(
                "people.unit", PROTECT, related_name="+", db_index=False, db_constraint=False
            ),
        ),
    ]
