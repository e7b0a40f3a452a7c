from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.matters.access import get_matter_for
from linli.matters.models import Matter
from linli.matters.sentences import lamp
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.supervision import actions
from linli.supervision.access import actor_for, get_for, may
from linli.supervision.forms import ReasonForm
from linli.supervision.models import Ladder
from linli.supervision.queries import ladders_of
from linli.supervision.sentences import stories
from linli.supervision.words import STATE_REASON

PAGE = "supervision/ladder.html"


@require_safe
def of_matter(request: HttpRequest, code: str) -> HttpResponse:
    """The ladders of one matter: what was climbed, when and why, what is to come."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    matter = get_matter_for(viewer, code)
    return render(request, PAGE, page_of(viewer, matter, now))


def page_of(viewer: Viewer, matter: Matter, now: datetime, form: ReasonForm | None = None) -> dict[str, Any]:
    rows = stories(ladders_of(viewer, matter))
    own = {unit for grant in viewer.grants_for(Permission.SUPERVISION_ANSWER) for unit in [grant.unit_id]}
    answerable = {
        each.ladder.pk
        for each in rows
        if each.ladder.ended_at is None
        and each.ladder.unit_id in own
        and may(viewer, each.ladder, Permission.SUPERVISION_ANSWER)
    }
    may_propose = viewer.may(Permission.LISTING_PROPOSE)
    return {
        "matter": matter,
        "stories": [(each, lamp(each.ladder.due_at, now)) for each in rows],
        "answerable": answerable,
        "form": form or ReasonForm(),
        "may_propose": may_propose,
        "here": "inbox",
    }


@require_POST
def reason(request: HttpRequest, number: int) -> HttpResponse:
    """State for the unit why it is late."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    ladder = get_for(viewer, Ladder, number, "matter", "unit")
    by = actor_for(viewer, ladder, Permission.SUPERVISION_ANSWER, STATE_REASON, ladder.unit_id)
    form = ReasonForm(request.POST)
    matter = get_matter_for(viewer, ladder.matter.code)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, matter, now, form))
    try:
        actions.state_reason(ladder=ladder, words=form.cleaned_data["words"], by=by, now=now)
    except Refusal as refusal:
        return page_again(request, PAGE, page_of(viewer, matter, now, form), refusal)
    messages.success(request, _("The reason is on record."))
    return redirect("supervision:ladder", matter.code)
