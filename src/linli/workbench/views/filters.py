from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.core.errors import Refusal
from linli.matters.views.listing import FilterForm
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission
from linli.workbench.actions.filters import forget_filter, save_filter
from linli.workbench.forms import FilterNameForm, InboxForm
from linli.workbench.queries.filters import filter_for
from linli.workbench.views.inbox import address_of


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the list is narrowed to under a name."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    form = FilterNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give the filter a name."))
        return redirect("workbench:inbox")
    given = form.cleaned_data
    query = QueryDict(given["query"])
    try:
        row = save_filter(
            name=given["name"],
            place=given["place"],
            asked=_asked(given["place"], query),
            by=viewer.actor,
            now=now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("workbench:inbox")
    messages.success(request, _("The filter “%(name)s” was saved.") % {"name": row.name})
    return redirect(address_of(row))


def _asked(place: str, query: QueryDict) -> dict[str, str]:
    if place == "inbox":
        return InboxForm(query).asked()
    form = FilterForm(query)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Remove one of one's own filters."""
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.MATTER_VIEW)
    row = filter_for(viewer, number)
    forget_filter(row)
    messages.success(request, _("The filter “%(name)s” was removed.") % {"name": row.name})
    return redirect("workbench:inbox")
