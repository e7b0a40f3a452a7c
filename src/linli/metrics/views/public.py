"""Published bulletins, read without an account. Their small figures were kept back when they were drafted."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.letters.policies import Document
from linli.metrics.access import get_public_bulletin, public_bulletins
from linli.metrics.composing import for_everybody
from linli.metrics.errors import BulletinUnknown
from linli.metrics.models import Bulletin, Remark
from linli.metrics.policies.bulletins import PUBLIC_CYCLES
from linli.metrics.queries.bulletins import due_of
from linli.metrics.views.bulletins import MEDIA, handed_out

PAGE = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Published bulletins, newest first, of all cycles or one."""
    rows = public_bulletins().select_related("letter", "issuer").order_by("-first", "-pk")
    cycle = request.GET.get("cycle", "")
    if cycle in PUBLIC_CYCLES:
        rows = rows.filter(cycle=cycle)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "cycle": cycle, "cycles": PUBLIC_CYCLES}
    return render(request, "metrics/public_bulletins.html", context)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One bulletin as it was issued, what those it ranks say, and until when they may."""
    bulletin = get_public_bulletin(number)
    assert bulletin.letter is not None
    until = due_of(bulletin)
    context = {
        "bulletin": bulletin,
        "letter": bulletin.letter,
        "document": Document.of_data(bulletin.letter.content),
        "remarks": _remarks(bulletin),
        "until": until,
        "is_open": until is not None and timezone.now() < until,
    }
    return render(request, "metrics/public_bulletin.html", context)


@require_safe
def fetch(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """Hand out what the page says, as `pdf` or `docx`."""
    bulletin = get_public_bulletin(number)
    if bulletin.letter is None or form not in MEDIA:
        raise BulletinUnknown
    return handed_out(bulletin, bulletin.letter, _remarks(bulletin), form, timezone.now())


def _remarks(bulletin: Bulletin) -> list[Remark]:
    return for_everybody(bulletin.remarks.select_related("unit").order_by("made_at", "pk"))
