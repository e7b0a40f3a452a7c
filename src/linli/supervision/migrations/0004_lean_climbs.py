from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("supervision", "0003_inbox_piles")]

    operations = [migrations.RemoveIndex(model_name="climb", name="supervision_climb_by_unit")]
