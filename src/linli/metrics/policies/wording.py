"""What each measure counts, in words: corrections of a frozen month name single sums."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.errors import Sentence
from linli.matters.policies import Resolved, Satisfied
from linli.metrics.policies.frozen import MINUTES

_PLAIN: Mapping[str, Sentence] = {
    "opened": _("matters that came in"),
    "opened_with_joined": _("matters that came in, joined ones too"),
    "repeated": _("matters joined with one about the same of the last 90 days"),
    "closed": _("matters closed"),
    "closed_after_rework": _("closed matters that were done again"),
    "closed_after_reopening": _("closed matters that had been opened again"),
    "asked": _("closed matters whose requester could be asked"),
    "answered": _("closed matters whose requester answered"),
    "contacts_due": _("contacts that were due"),
    "contacts_in_time": _("requesters who were contacted in time"),
    "results_due": _("results that were due"),
    "results_in_time": _("results within the limit, with granted extensions"),
    "results_in_time_strictly": _("results within the first limit"),
    "results_handled": _("results that were due and came at all"),
    "results_due_and_closed": _("results that were due, of matters that are closed"),
    "receipts_due": _("receipts that were due"),
    "receipts_in_time": _("receipts confirmed in time"),
    "dispatches_due": _("dispatches that were due"),
    "dispatches_in_time": _("matters sent to a unit in time"),
    "became_late": _("results that became late"),
    "late_ended": _("late results that came"),
    "received": _("orders the unit received as leading unit"),
    "sent_back": _("orders the unit sent back"),
    "dispatched": _("orders the unit sent out"),
    "wrongly_dispatched": _("orders the unit sent out that were rightly sent back"),
    "reported": _("matters reported"),
    "taken_on": _("matters taken on"),
    "handled": _("reports that it is done"),
    "verified": _("checks on the spot that found it done"),
    "found_undone": _("checks on the spot that found it not done"),
    "checked": _("checks on the spot"),
    "done_again": _("orders to do it again"),
    "newly_open": _("how many more matters are open than before"),
    "mediation_due": _("mediations that ended"),
    "mediation_good": _("agreements"),
    "performance_due": _("promises of agreements that were due"),
    "performance_good": _("promises of agreements that were kept"),
    "confirmation_due": _("agreements brought before the court"),
    "confirmation_good": _("agreements the court confirmed"),
    "supervision_due": _("notices and orders of supervision"),
    "supervision_good": _("supervision settled by now"),
    "target_due": _("tasks that were due"),
    "target_good": _("tasks reported done in time"),
    "appeal_due": _("appeals against ratings that were to be decided"),
    "appeal_good": _("appeals against ratings decided in time"),
    "rated_all": _("bodies and places that were rated"),
    "rated_blue": _("bodies and places rated blue"),
    "rated_yellow": _("bodies and places rated yellow"),
    "rated_orange": _("bodies and places rated orange"),
    "rated_red": _("bodies and places rated red"),
    MINUTES: _("median handling time, in minutes"),
}
_RESOLVED = pgettext_lazy("figures", "closed matters, resolved: %(answer)s")
_SATISFIED = pgettext_lazy("figures", "closed matters, satisfied: %(answer)s")
_ANSWERS: Mapping[str, tuple[Sentence, Sentence]] = {
    **{f"resolved_{each.value}": (_RESOLVED, each.label) for each in Resolved},
    **{f"satisfied_{each.value}": (_SATISFIED, each.label) for each in Satisfied},
}


def measure_words(name: str) -> str:
    """Return what a measure counts, in the reader's language."""
    if name in _ANSWERS:
        sentence, answer = _ANSWERS[name]
        return str(sentence) % {"answer": answer}
    return str(_PLAIN[name])
