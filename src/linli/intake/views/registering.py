from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linli.intake.forms import ClerkForm
from linli.intake.views.alike import alike_at_the_desk
from linli.intake.views.reporting import Desk, notice, take
from linli.matters.policies import Channel
from linli.people.access import Role, require, viewer_of_request
from linli.people.policies import Permission

ON_THE_ROUND = frozenset({Role.GRID_WORKER, Role.GRID_LEAD})


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A hotline clerk or grid worker takes down what somebody reports."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_REGISTER)
    if request.method == "GET":
        usual = Channel.GRID if viewer.roles & ON_THE_ROUND else Channel.HOTLINE
        form = ClerkForm(initial={"came_by": usual.value})
        return render(request, "intake/register.html", {"form": form, "notice": notice(now)})
    desk = Desk(ClerkForm, "intake/register.html", f"account:{viewer.account_id}", alike_at_the_desk)
    return take(request, desk, by=viewer.actor_for(Permission.MATTER_REGISTER), now=now)
