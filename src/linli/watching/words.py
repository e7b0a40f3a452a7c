"""What each background task does, in words for whoever looks after the system."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

TASKS: Final = {
    "catalogue.forget_values": _("Forget values collected long ago"),
    "catalogue.renew_list": _("End and publish what grids may collect"),
    "command.count_again": _("Count the figures of places anew"),
    "command.count_recent": _("Count the figures of today"),
    "community.close_unrated": _("Close calls that nobody rated"),
    "community.note_missed": _("Note emergencies to which nobody came"),
    "community.note_missed_demands": _("Note demands that ran out of time"),
    "conferences.watch": _("End conferences that ran out of time"),
    "disputes.court_answers": _("Take up what courts sent back"),
    "disputes.hand_over": _("Leave applications for the courts"),
    "disputes.watch": _("Remind mediators, end what ran out of time"),
    "entities.read_sheet": _("Read a sheet of bodies"),
    "field.forget_keys": _("Forget what devices have sent long ago"),
    "files.sweep": _("Remove files that belong to nothing"),
    "following.count_week": _("Count the week for those who follow"),
    "inspections.forget_expired": _("Forget ties whose time is over"),
    "inspections.remind_of_publishing": _("Remind of results to be published"),
    "journal.seal": _("Seal the journal"),
    "letters.draw": _("Draw letters as PDF"),
    "matters.anonymise_old": _("Take names off old matters"),
    "matters.archive_old": _("Archive old matters"),
    "matters.close_unreached": _("Close matters whose people cannot be reached"),
    "matters.forget_desks": _("Forget who had what open"),
    "matters.recall_deferred": _("Bring deferred matters back"),
    "metrics.draft_bulletins": _("Draft bulletins"),
    "metrics.freeze_last_month": _("Freeze the figures of last month"),
    "metrics.keep_lake": _("Bring the figures' store up to date"),
    "notices.deliver": _("Send notices"),
    "notices.forget_old": _("Forget old notices"),
    "notices.look": _("Look for notices to send"),
    "publications.remind": _("Remind of projects to bring up to date"),
    "ratings.expire": _("End ratings whose time is over"),
    "ratings.gather": _("Gather facts for ratings"),
    "redress.watch": _("Remind of answers and tell of late ones"),
    "registers.clear": _("Empty records taken off long ago"),
    "registers.remind": _("Remind of records to review"),
    "supervision.remind_of_progress": _("Remind of monthly reports on listed problems"),
    "supervision.sweep": _("Climb the supervision ladder"),
    "supervision.sweep_along": _("Climb the supervision ladder, second half"),
    "targets.nudge": _("Remind of tasks that are near their day"),
    "targets.set_obligations": _("Write down what units owe"),
    "vault.erase_due": _("Erase personal data whose time is over"),
    "vault.erase_old_readings": _("Erase old records of who read personal data"),
    "warnings.count_algorithms": _("Count how often algorithms were right"),
    "warnings.look": _("Count weeks and propose warnings"),
    "warnings.rebuild": _("Group hot issues anew"),
    "warnings.take_up": _("Put new matters into hot issues"),
}
"""Name of a task -> its words."""
DOING: Final = {
    "active": _("Busy with a query"),
    "idle": _("Waiting for work"),
    "idle in transaction": _("Waiting within a transaction"),
    "other": _("Work of the database itself"),
}
"""What PostgreSQL says a connection does -> the same in words."""
