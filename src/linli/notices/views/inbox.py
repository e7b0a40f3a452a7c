from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.notices import actions
from linli.notices.queries import inbox, unread_count
from linli.people.access import Viewer, viewer_of_request
from linli.people.errors import LogInFirst
from linli.people.policies import Permission

PAGE = 50


def _reader(request: HttpRequest) -> Viewer:
    viewer = viewer_of_request(request, timezone.now())
    if viewer.account_id is None:
        raise LogInFirst
    return viewer


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What the viewer and the units they work for were told, newest first. Two queries."""
    viewer = _reader(request)
    before = request.GET.get("before", "")
    rows = inbox(viewer)
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    more = f"before={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    context = {"notices": found[:PAGE], "next": more, "unread": unread_count(viewer)}
    context["may_manage"] = viewer.may(Permission.NOTICE_MANAGE)
    return render(request, "notices/inbox.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the notices of one page as read."""
    viewer = _reader(request)
    numbers = [int(each) for each in request.POST.getlist("number") if each.isdecimal() and len(each) < 19]
    count = actions.mark_read(numbers, viewer=viewer, now=timezone.now())
    told = ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count)
    messages.success(request, told % {"count": count})
    return redirect("notices:inbox")
