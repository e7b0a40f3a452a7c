from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision", "0003_inbox_piles")]

    operations = [
        migrations.RemoveIndex(model_name="climb", name="supervision_climb_by_unit"),
        migrations.AlterField(
            model_name="climb",
            name="ladder",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=models.deletion.PROTECT,
                related_name="climbs",
                to="supervision.ladder",
            ),
        ),
        migrations.AlterField(
            model_name="climb",
            name="ascent",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=models.deletion.PROTECT,
                related_name="climbs",
                to="supervision.ascent",
            ),
        ),
    ]
