from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.time import city_day
from linli.notices import actions
from linli.notices.models import Attempt, Notice
from linli.notices.policies import Channel, NoticeRules, State, audience_name
from linli.notices.queries import LogFilter, log_page, waiting_counts
from linli.notices.senders import sender_for
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force

PAGE = 50
OUTSIDE = (Channel.SMS, Channel.MAIL, Channel.WEBHOOK)
OUTCOMES = {
    "delivered": _("delivered"),
    "retry": _("not delivered, another attempt follows"),
    "refused": _("refused by the receiving side"),
    "again": _("put back to be sent again"),
}
OWN_REASONS = {
    "channel off": _("not sent: this channel is off"),
    "no address": _("not sent: no address is known"),
}
"""Details the house wrote itself: no receiving side ever heard of these notices."""
CAN_GO_AGAIN = (State.FAILED, State.DROPPED)


def _door(request: HttpRequest) -> Viewer:
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.NOTICE_MANAGE)
    return viewer


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Whether notices arrive: what waits by channel, and each notice with its attempts."""
    _door(request)
    words = _words()
    wanted = _filter(request)
    rows = log_page(wanted, size=PAGE + 1)
    more = (
        {"channel": wanted.channel, "state": wanted.state, "before": rows[PAGE - 1].pk}
        if len(rows) > PAGE
        else {}
    )
    context = {
        "notices": [_shown(each, words) for each in rows[:PAGE]],
        "next": urlencode(more),
        "channels": _channels(),
        "states": [(each, each.value == wanted.state) for each in State],
        "choices": [(each, each.value == wanted.channel) for each in OUTSIDE],
        "is_narrowed": bool(wanted.channel or wanted.state),
    }
    return render(request, "notices/log.html", context)


Key = tuple[str, str, str]


def _words() -> dict[Key, str]:
    """Return what today's table tells, so that the log says in words what was sent without showing its text."""
    try:
        rules = in_force(NoticeRules, on=city_day(timezone.now())).value.rules
    except (RuleMissing, RuleExpired):
        return {}
    return {(each.event, each.audience, each.channel.value): each.heading for each in rules}


def _shown(notice: Notice, words: dict[Key, str]) -> tuple[Notice, str, str, list[tuple[Attempt, str]], bool]:
    """Return a notice with its title, whom it is for, its attempts, and whether it may go again."""
    title = words.get((notice.event, notice.audience, notice.channel)) or notice.heading or notice.event
    attempts = [(each, _told(each)) for each in notice.log.all()]
    return notice, title, audience_name(notice.audience), attempts, notice.state in CAN_GO_AGAIN


def _told(attempt: Attempt) -> str:
    own = OWN_REASONS.get(attempt.detail)
    if own:
        return str(own)
    outcome = str(OUTCOMES.get(attempt.outcome, attempt.outcome))
    return f"{outcome} ({attempt.detail})" if attempt.detail else outcome


def _filter(request: HttpRequest) -> LogFilter:
    channel, state, before = (request.GET.get(name, "") for name in ("channel", "state", "before"))
    return LogFilter(
        channel if channel in Channel.values else "",
        state if state in State.values else "",
        int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def _channels() -> list[dict[str, Any]]:
    counted = waiting_counts(now=timezone.now())
    return [
        {
            "label": channel.label,
            "is_on": sender_for(channel) is not None,
            "waiting": counted.get(channel.value, (0, 0))[0],
            "late": counted.get(channel.value, (0, 0))[1],
        }
        for channel in OUTSIDE
    ]


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Send once more what was given up."""
    viewer = _door(request)
    by = viewer.actor_for(Permission.NOTICE_MANAGE)
    actions.send_again(number=number, by=by, now=timezone.now())
    messages.success(request, gettext("It waits to be sent again."))
    return redirect("notices:log")
