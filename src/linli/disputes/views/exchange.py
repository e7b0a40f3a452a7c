"""What other houses ask or answer: committees that may join, and courts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.core.actor import Actor
from linli.disputes import access
from linli.disputes.actions.court_inbox import accept_reply, refuse_reply
from linli.disputes.actions.joining import answer_joining
from linli.disputes.errors import DisputeNotFound
from linli.disputes.views.asking import who_asks
from linli.people.access import Viewer
from linli.people.policies import Permission

DECIDE = Permission.DISPUTE_DECIDE
TAKE, REFUSE = "take", "refuse"


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What courts sent back, and committees that are asked to mediate together."""
    viewer, _now = who_asks(request)
    access.require_any(viewer, DECIDE)
    context = {
        "replies": list(access.waiting_replies(viewer)[:100]),
        "joinings": list(access.waiting_joinings(viewer)[:100]),
    }
    return render(request, "disputes/inbox.html", context)


@require_POST
def answer_reply(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take over what the court said, or send it back with the reason."""
    viewer, now = who_asks(request)
    reply = access.get_reply_to_answer(viewer, number)
    if verb == TAKE:
        accept_reply(reply=reply, by=_actor(viewer, reply.centre_id), now=now)
        messages.success(request, gettext("Written into the dispute."))
    elif verb == REFUSE:
        refuse_reply(reply=reply, words=request.POST.get("words", ""), now=now)
        messages.success(request, gettext("It goes back to the court with the reason."))
    else:
        raise DisputeNotFound
    return redirect("disputes:inbox")


@require_POST
def join(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Mediate together, or say why not."""
    viewer, now = who_asks(request)
    joining = access.get_joining_to_answer(viewer, number)
    if verb not in (TAKE, REFUSE):
        raise DisputeNotFound
    by = _actor(viewer, joining.committee.unit_id)
    words = request.POST.get("words", "")[:500]
    answer_joining(joining=joining, joins=verb == TAKE, words=words, by=by, now=now)
    messages.success(request, gettext("The other centre was told."))
    return redirect("disputes:inbox")


def _actor(viewer: Viewer, unit: int) -> Actor:
    actor = viewer.actor_for(DECIDE)
    grants = [each for each in viewer.grants_for(DECIDE) if each.unit_id == unit]
    return Actor(actor.kind, actor.account, unit, grants[0].role.value) if grants else actor
