from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.registers.access import (
    KEEP,
    actor_of,
    grant_for,
    keepers_in_words,
    may_keep,
    require_keeper,
    visible,
)
from linli.registers.actions.importing import Imported, import_sheet, read_sheet
from linli.registers.actions.records import carry_over
from linli.registers.errors import NotTheKeeper
from linli.registers.exports import MEDIA, MOST, WRITERS, sheet_fields
from linli.registers.forms import SheetForm
from linli.registers.models import Record
from linli.registers.queries.records import narrowed, ordered
from linli.registers.views.door import Door, door, tabs_of
from linli.registers.views.listing import form_of, wanted_of

PAGE = "registers/import.html"
SHOWN, CARRIED = 200, 1000


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, code: str) -> HttpResponse:
    """Check a sheet, or read it into the register; refused rows are listed with their reasons."""
    entered = door(request, code)
    keeper = require_keeper(entered.viewer, entered.declaration)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**tabs_of(entered, "import", keeps=True), "form": form}
    if request.method == "GET":
        return render(request, PAGE, context)
    if not form.is_valid():
        return page_again(request, PAGE, context)
    is_check = form.cleaned_data["only_check"]
    try:
        with _on_disk(form.cleaned_data["sheet"]) as path:
            if is_check:
                result = read_sheet(path, entered.declaration, on=entered.now)
            else:
                result = import_sheet(
                    path,
                    entered.register,
                    place=placing(keeper, entered),
                    may_change=lambda row: may_keep(keeper, row),
                    by=actor_of(keeper),
                    now=entered.now,
                )
    except Refusal as refusal:
        return page_again(request, PAGE, context, refusal)
    context |= _told(result, is_check=is_check)
    return render(request, PAGE, context)


def _told(result: Imported, *, is_check: bool) -> dict[str, Any]:
    more = max(0, len(result.refusals) - SHOWN)
    return {"result": result, "refusals": result.refusals[:SHOWN], "more": more, "is_check": is_check}


def placing(keeper: Viewer, entered: Door) -> Any:
    """Return the function that says which unit keeps a new record of an area. One query for all units."""
    numbers = {each.unit_id for each in keeper.grants_for(KEEP) if each.unit_id is not None}
    units = Unit.objects.in_bulk(numbers)
    why = NotTheKeeper(keepers=keepers_in_words(entered.declaration))

    def place(area: str) -> Unit | Refusal:
        grant = grant_for(keeper, area)
        return units[grant.unit_id] if grant and grant.unit_id in units else why

    return place


@contextmanager
def _on_disk(sent: Any) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{Path(sent.name).suffix.lower()[:6]}"
        with path.open("wb") as target:
            for chunk in sent.chunks():
                target.write(chunk)
        yield path


@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty sheet with the names of the columns."""
    entered = door(request, code)
    return _sheet(entered, [], "xlsx")


@require_safe
def export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The records of the list as it is narrowed, as a file."""
    entered = door(request, code)
    if form not in WRITERS:
        raise Http404
    wanted = wanted_of(form_of(request, entered), entered, "")
    rows = ordered(narrowed(visible(entered.viewer), code, wanted), wanted)
    return _sheet(entered, list(rows.select_related("unit")[:MOST]), form)


def _sheet(entered: Door, rows: list[Record], form: str) -> HttpResponse:
    content = WRITERS[form](rows, entered.register, sheet_fields(entered.declaration))
    response = HttpResponse(content, content_type=MEDIA[form])
    name = quote(entered.declaration.name.zh)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.{form}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def carry(request: HttpRequest, code: str) -> HttpResponse:
    """Carry the keeper's records of earlier editions over into the one in force."""
    entered = door(request, code)
    keeper = require_keeper(entered.viewer, entered.declaration)
    old = visible(keeper, KEEP).filter(register=code, ended_on=None).exclude(edition=entered.register.edition)
    rows = list(old.select_related("unit").order_by("pk")[:CARRIED])
    done, left = carry_over(register=entered.register, rows=rows, by=actor_of(keeper), now=entered.now)
    told = _("%(done)s records were carried over; %(left)s must be completed by hand first.")
    messages.success(request, told % {"done": done, "left": len(left)})
    return redirect("registers:about", code)
