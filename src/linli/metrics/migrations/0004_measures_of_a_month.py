from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

COUNTED = [
    "opened",
    "opened_with_joined",
    "repeated",
    "closed",
    "closed_after_rework",
    "closed_after_reopening",
    "asked",
    "answered",
    "resolved_yes",
    "resolved_partly",
    "resolved_no",
    "satisfied_very_satisfied",
    "satisfied_satisfied",
    "satisfied_fairly_satisfied",
    "satisfied_unsatisfied",
    "satisfied_very_unsatisfied",
    "contacts_due",
    "contacts_in_time",
    "results_due",
    "results_in_time",
    "results_in_time_strictly",
    "results_handled",
    "results_due_and_closed",
    "receipts_due",
    "receipts_in_time",
    "dispatches_due",
    "dispatches_in_time",
    "became_late",
    "late_ended",
    "received",
    "sent_back",
    "dispatched",
    "wrongly_dispatched",
    "reported",
    "taken_on",
    "handled",
    "verified",
    "found_undone",
    "checked",
    "done_again",
    "newly_open",
    "mediation_due",
    "mediation_good",
    "performance_due",
    "performance_good",
    "confirmation_due",
    "confirmation_good",
    "supervision_due",
    "supervision_good",
    "target_due",
    "target_good",
]
"""What every month that was frozen until now has counted; ratings were not looked for."""


class Migration(migrations.Migration):
    dependencies = [("metrics", "0003_published_bulletins")]

    operations = [
        migrations.AddField(
            model_name="frozenmonth",
            name="measures",
            field=ArrayField(models.CharField(max_length=40), default=COUNTED),
            preserve_default=False,
        ),
    ]
