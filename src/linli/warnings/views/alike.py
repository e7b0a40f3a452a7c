from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.intake.queries.duplicates import similar_to
from linli.matters.access import get_matter_for
from linli.matters.beside import Block
from linli.matters.models import Matter
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.warnings.beside import alike_block, elsewhere_lines, same_lines
from linli.warnings.queries.alike import alike_to


def _door(request: HttpRequest, code: str) -> tuple[Viewer, Matter, datetime]:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    return viewer, get_matter_for(viewer, code), now


@require_safe
def alike(request: HttpRequest, code: str) -> HttpResponse:
    """What is like a matter, close by and elsewhere, among what the viewer may read."""
    viewer, matter, now = _door(request, code)
    found = alike_to(matter, viewer=viewer, now=now)
    lines = {
        _("Perhaps the same event"): same_lines(found.same),
        _("The same elsewhere"): elsewhere_lines(found.elsewhere),
    }
    blocks = [Block(heading, each) for heading, each in lines.items() if each]
    return render(request, "warnings/alike.html", {"matter": matter, "blocks": blocks})


@require_safe
def near(request: HttpRequest, code: str) -> HttpResponse:
    """What may be the same close by, as a block of the matter's page."""
    viewer, matter, now = _door(request, code)
    lines = same_lines(similar_to(matter, viewer=viewer, now=now))
    return render(request, "matters/parts/beside.html", {"blocks": [alike_block(matter, lines)]})
