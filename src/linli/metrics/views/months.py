from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.core.errors import Sentence
from linli.metrics.access import require_city
from linli.metrics.errors import MonthNotFrozen
from linli.metrics.faces import names_of
from linli.metrics.models import FrozenMonth
from linli.metrics.policies.frozen import Slice
from linli.metrics.policies.indicators import Dimension
from linli.metrics.policies.measures import MEASURES
from linli.metrics.policies.wording import measure_words
from linli.metrics.queries.frozen import Explained, frozen_month, is_intact, verified
from linli.metrics.queries.sources import is_large
from linli.people.access import viewer_of_request

DIMENSIONS = {
    Slice.COUNTY: Dimension.AREA,
    Slice.TOWN: Dimension.AREA,
    Slice.KIND: Dimension.KIND,
    Slice.UNIT: Dimension.UNIT,
}
SHOWN = 200
HAPPENED: dict[str, Sentence] = {
    "matter.excluded": gettext_lazy("left out of the rates"),
    "matter.included": gettext_lazy("counted in the rates again"),
    "matter.exclusion_contested": gettext_lazy("objection to being left out"),
    "matter.reopened": gettext_lazy("opened again"),
    "matter.closed": gettext_lazy("came to an end"),
    "matter.merged": gettext_lazy("joined with another"),
    "matter.unmerged": gettext_lazy("taken apart again"),
    "matter.rated": gettext_lazy("rated"),
    "matter.rework": gettext_lazy("to be done again"),
    "matter.transferred": gettext_lazy("handed to another unit"),
    "matter.anonymised": gettext_lazy("personal data erased"),
}
"""What most often changes a month that is over, in words; the others are counted together."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Months whose figures were frozen, newest first."""
    now = timezone.now()
    require_city(viewer_of_request(request, now))
    return render(request, "metrics/months.html", {"months": FrozenMonth.objects.order_by("-month")[:SHOWN]})


@require_safe
def show(request: HttpRequest, month: str) -> HttpResponse:
    """One frozen month: is it as it was frozen, and if the tables say otherwise now, why.

    In a large city the tables are not counted while somebody waits.
    """
    now = timezone.now()
    require_city(viewer_of_request(request, now))
    frozen = frozen_month(_month(month))
    found = None if is_large() else verified(frozen, now=now)
    context = {
        "frozen": frozen,
        "is_intact": found.is_intact if found else is_intact(frozen),
        "is_counted": found is not None,
        "uncounted": _(", ").join(measure_words(each) for each in MEASURES if each not in frozen.measures),
        "corrections": [_row(each) for each in found.found[:SHOWN]] if found else [],
    }
    return render(request, "metrics/month.html", context)


def _month(words: str) -> Any:
    try:
        return datetime.strptime(words, "%Y-%m").date()  # noqa: DTZ007 — a month has no zone
    except ValueError:
        raise MonthNotFrozen(month=words) from None


def _row(each: Explained) -> dict[str, Any]:
    slice_, key = Slice(each.difference.slice), each.difference.key
    name = str(slice_.label)
    if slice_ in DIMENSIONS:
        real: Any = int(key) if slice_ is Slice.UNIT else key
        name = names_of(DIMENSIONS[slice_], [real])[real]
    said = [f"{HAPPENED[event]} × {times}" for event, times in each.because.items() if event in HAPPENED]
    others = sum(times for event, times in each.because.items() if event not in HAPPENED)
    if others:
        said.append(_("other steps × %(times)d") % {"times": others})
    because = _(", ").join(said)
    return {
        "name": name,
        "measure": measure_words(each.difference.measure),
        "difference": each.difference,
        "because": because or _("nothing on record"),
    }
