from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from linli.web.display import display_of, remember


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Change how pages look for this reader and go back."""
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        there = "/"
    response = HttpResponseRedirect(there)
    changed = display_of(request).changed(
        theme=request.POST.get("theme", ""), elder=request.POST.get("elder", "")
    )
    remember(response, changed)
    return response
