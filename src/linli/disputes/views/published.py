from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.disputes.queries.published import figures_of, outcomes


@require_safe
def settled(request: HttpRequest) -> HttpResponse:
    """What came of disputes whose sides agreed to publish it, and figures of the city, none of them small."""
    now = timezone.now()
    return render(request, "disputes/settled.html", {"outcomes": outcomes(now), "figures": figures_of(now)})
