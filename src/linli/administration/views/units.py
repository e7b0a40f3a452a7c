from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.administration.forms import UnitForm
from linli.administration.queries import units_found
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.people.access import require, viewer_of_request
from linli.people.actions import add_unit, close_unit, load_units
from linli.people.actions.units import row_of
from linli.people.policies import Permission, UnitKind, UnitRow
from linli.people.queries import unit_coded


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Find a unit, or add one."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.ACCOUNT_MANAGE)
    words = request.GET.get("q", "").strip()
    form = UnitForm(request.POST if request.method == "POST" else None)
    context = {"units": units_found(words), "words": words, "form": form}
    if request.method == "GET":
        return render(request, "administration/units.html", context)
    if not form.is_valid():
        return page_again(request, "administration/units.html", context)
    given = form.cleaned_data
    try:
        parent = unit_coded(given["parent"]) if given["parent"] else None
        place = {"kind": UnitKind(given["kind"]), "area_code": given["area_code"], "parent": parent}
        unit = add_unit(
            code=given["code"],
            name=given["name"],
            by=viewer.actor_for(Permission.ACCOUNT_MANAGE),
            now=now,
            **place,
        )
    except Refusal as refusal:
        return page_again(request, "administration/units.html", context, refusal)
    messages.success(request, _("The unit %(name)s was added.") % {"name": unit.name})
    return redirect("administration:unit", unit.code)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Rename a unit or move it; its history stays with it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.ACCOUNT_MANAGE)
    unit = unit_coded(code)
    row = row_of(unit)
    first = {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent,
        "area_code": row.area_code,
    }
    form = UnitForm(request.POST if request.method == "POST" else None, initial=first)
    form.fields["code"].disabled = True
    context = {"unit": unit, "form": form}
    if request.method == "GET":
        return render(request, "administration/unit.html", context)
    if not form.is_valid():
        return page_again(request, "administration/unit.html", context)
    given = form.cleaned_data
    wanted = UnitRow(unit.code, given["name"], UnitKind(given["kind"]), given["parent"], given["area_code"])
    try:
        load_units([wanted], by=viewer.actor_for(Permission.ACCOUNT_MANAGE), now=now)
    except Refusal as refusal:
        return page_again(request, "administration/unit.html", context, refusal)
    messages.success(request, _("The unit was changed."))
    return redirect("administration:unit", unit.code)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a unit, after asking. Its matters stay visible to the units above."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.ACCOUNT_MANAGE)
    unit = unit_coded(code)
    if request.method == "GET" or request.POST.get("sure") != "yes":
        return render(request, "administration/close_unit.html", {"unit": unit})
    try:
        close_unit(unit=unit, by=viewer.actor_for(Permission.ACCOUNT_MANAGE), now=now)
    except Refusal as refusal:
        return page_again(request, "administration/close_unit.html", {"unit": unit}, refusal)
    messages.success(request, _("The unit %(name)s was closed.") % {"name": unit.name})
    return redirect("administration:units")
