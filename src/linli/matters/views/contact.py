from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.matters.access import get_matter_for, may, works_on
from linli.matters.models import Matter
from linli.matters.views.matter import page_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.vault.errors import NotKept, ReadingNotAllowed
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import reveal


@require_http_methods(["GET", "POST"])
@never_cache
def reveal_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show one field of the requester's data, once, to somebody who says what for. The reading is logged."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    if request.method == "GET":
        return redirect("matters:matter", code)
    matter = get_matter_for(viewer, code)
    try:
        shown = {field_named(request.POST.get("field", "")).value: _read(request, viewer, matter)}
    except Refusal as refusal:
        return page_again(request, "matters/matter.html", page_of(viewer, matter, now), refusal)
    return render(request, "matters/matter.html", {**page_of(viewer, matter, now), "shown": shown})


def _read(request: HttpRequest, viewer: Viewer, matter: Matter) -> str:
    if matter.requester_id is None:
        raise NotKept
    handles = works_on(viewer, matter)
    if not handles and not may(viewer, matter, Permission.PERSONAL_DATA_READ):
        raise ReadingNotAllowed  # a permission from another role, for another unit or area, is none here
    return reveal(
        matter.requester_id,
        field_named(request.POST.get("field", "")),
        viewer=viewer,
        purpose=request.POST.get("purpose", ""),
        now=timezone.now(),
        is_handler=handles,
    )


def field_named(value: str) -> PersonalField:
    try:
        return PersonalField(value)
    except ValueError as error:
        raise NotKept from error
