from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.inspections.access import (
    actor,
    get_inspector_to_keep,
    own_place,
    planning_units,
    visible_inspectors,
)
from linli.inspections.actions import pools
from linli.inspections.errors import NotFound
from linli.inspections.forms import JoinForm, TiesForm
from linli.people.access import Permission, require, viewer_of_request
from linli.people.queries import account_named

POOL, TIES = "inspections/pool.html", "inspections/ties.html"
PLAN = Permission.INSPECTION_PLAN


@require_http_methods(["GET", "POST"])
def pool(request: HttpRequest) -> HttpResponse:
    """The second pool as far as one keeps it; somebody joins, leaves or comes back."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, PLAN)
    units = planning_units(viewer)
    form = JoinForm(request.POST if request.POST.get("username") else None)
    rows = visible_inspectors(viewer).select_related("account", "unit").order_by("unit__path", "code")
    context = {"rows": rows, "form": form, "may_join": bool(units), "here": "pool"}
    if request.method == "GET":
        return render(request, POOL, context)
    by = actor(viewer, PLAN)
    try:
        if form.is_bound:
            if not form.is_valid():
                return page_again(request, POOL, context)
            given = form.cleaned_data
            account = account_named(given["username"])
            unit = next((each for each in units if _serves(account.pk, each.pk)), None)
            if unit is None:
                raise NotFound
            pools.join(
                account=account, code=given["code"], unit=unit, keeps_away=given["keeps_away"], by=by, now=now
            )
        else:
            given_number = request.POST.get("inspector", "")
            number = int(given_number) if given_number.isdecimal() and len(given_number) < 19 else 0
            row = get_inspector_to_keep(viewer, number)
            pools.change(
                inspector=row, is_active=not row.is_active, keeps_away=row.keeps_away, by=by, now=now
            )
    except Refusal as refusal:
        return page_again(request, POOL, context, refusal)
    messages.success(request, gettext("Done."))
    return redirect("inspections:pool")


def _serves(account: int, unit: int) -> bool:
    from linli.people.models import Assignment

    return Assignment.objects.filter(account=account, unit=unit, ended_at=None).exists()


@require_http_methods(["GET", "POST"])
def ties(request: HttpRequest) -> HttpResponse:
    """From which bodies one keeps away, of one's own word."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.INSPECTION_VISIT)
    own = own_place(viewer)
    if own is None:
        raise NotFound
    known = "\n".join(own.ties.order_by("target").values_list("target", flat=True))
    form = TiesForm(request.POST if request.method == "POST" else None, initial={"targets": known})
    context = {"form": form, "own": own, "here": "ties"}
    if request.method == "GET":
        return render(request, TIES, context)
    if not form.is_valid():
        return page_again(request, TIES, context)
    by = actor(viewer, Permission.INSPECTION_VISIT)
    try:
        pools.declare_ties(inspector=own, targets=form.cleaned_data["targets"], by=by, now=now)
    except Refusal as refusal:
        return page_again(request, TIES, context, refusal)
    messages.success(request, gettext("Kept. You will not be sent there."))
    return redirect("inspections:ties")
