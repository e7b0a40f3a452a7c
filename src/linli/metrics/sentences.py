"""What is counted, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.errors import Sentence
from linli.matters.policies import Resolved, Satisfied

ANSWERS = {"resolved_": (_("Solved?"), Resolved), "satisfied_": (_("Content?"), Satisfied)}
MEASURE_WORDS: Mapping[str, Sentence] = {
    "opened": pgettext_lazy("measure", "came in"),
    "opened_with_joined": pgettext_lazy("measure", "came in, joined ones too"),
    "repeated": pgettext_lazy("measure", "came again"),
    "closed": pgettext_lazy("measure", "closed"),
    "closed_after_rework": pgettext_lazy("measure", "closed after being done again"),
    "closed_after_reopening": pgettext_lazy("measure", "closed after being opened again"),
    "asked": pgettext_lazy("measure", "could be asked how it was"),
    "answered": pgettext_lazy("measure", "said how it was"),
    "contacts_due": pgettext_lazy("measure", "calls due"),
    "contacts_in_time": pgettext_lazy("measure", "called in time"),
    "results_due": pgettext_lazy("measure", "results due"),
    "results_in_time": pgettext_lazy("measure", "results in time"),
    "results_in_time_strictly": pgettext_lazy("measure", "results in time, extensions not counted"),
    "results_handled": pgettext_lazy("measure", "due and handled"),
    "results_due_and_closed": pgettext_lazy("measure", "due and closed"),
    "receipts_due": pgettext_lazy("measure", "receipts due"),
    "receipts_in_time": pgettext_lazy("measure", "receipts in time"),
    "dispatches_due": pgettext_lazy("measure", "to be sent to a unit"),
    "dispatches_in_time": pgettext_lazy("measure", "sent to a unit in time"),
    "became_late": pgettext_lazy("measure", "became late"),
    "late_ended": pgettext_lazy("measure", "late ones that ended"),
    "received": pgettext_lazy("measure", "received by units"),
    "sent_back": pgettext_lazy("measure", "sent back by units"),
    "dispatched": pgettext_lazy("measure", "sent to units"),
    "wrongly_dispatched": pgettext_lazy("measure", "sent to the wrong unit"),
    "reported": pgettext_lazy("measure", "reported"),
    "taken_on": pgettext_lazy("measure", "taken on"),
    "handled": pgettext_lazy("measure", "handled"),
    "verified": pgettext_lazy("measure", "checked and found done"),
    "found_undone": pgettext_lazy("measure", "checked and found undone"),
    "checked": pgettext_lazy("measure", "checked"),
    "done_again": pgettext_lazy("measure", "to be done again"),
    "newly_open": pgettext_lazy("measure", "newly open"),
    "mediation_due": pgettext_lazy("measure", "mediations ended"),
    "mediation_good": pgettext_lazy("measure", "mediations with an agreement"),
    "performance_due": pgettext_lazy("measure", "agreements to be kept"),
    "performance_good": pgettext_lazy("measure", "agreements kept"),
    "confirmation_due": pgettext_lazy("measure", "confirmations asked of a court"),
    "confirmation_good": pgettext_lazy("measure", "confirmations given by a court"),
    "supervision_due": pgettext_lazy("measure", "supervised and due"),
    "supervision_good": pgettext_lazy("measure", "supervised and done in time"),
    "target_due": pgettext_lazy("measure", "targets due"),
    "target_good": pgettext_lazy("measure", "targets reached"),
}


def measure_words(name: str) -> str:
    """Return what a measure counts. Raises KeyError."""
    for begins, (asked, answers) in ANSWERS.items():
        if name.startswith(begins):
            return f"{asked} {answers(name.removeprefix(begins)).label}"
    return str(MEASURE_WORDS[name])
