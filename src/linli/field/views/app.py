from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.field.views.words import words
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission

WORKER = "bundle/field-worker.js"
CARRIED = (
    "bundle/main.css",
    "bundle/dark.css",
    "bundle/field.css",
    "bundle/field-map.css",
    "bundle/field.js",
    "bundle/field-map.js",
    "bundle/field-scan.js",
    "field/mark-192.png",
    "field/mark-512.png",
)
"""Files that the app needs without network."""


@require_safe
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """The app's one page. It names nobody: it is kept on a device that several people may use."""
    require(viewer_of_request(request, timezone.now()), Permission.FIELD_WORK)
    response = render(request, "field/app.html", {"words": words()})
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it carries and a version made from all of it."""
    page = reverse("field:app")
    start = {
        "version": version_of(settings.DEBUG),
        "page": page,
        "carried": [static(name) for name in CARRIED],
    }
    script = f"self.LINLI = {json.dumps(start)};\n{_file(WORKER).read_text('utf-8')}"
    return HttpResponse(script, content_type="text/javascript")


def version_of(is_changing: bool) -> str:
    return _digest() if is_changing else _digest_once()


@cache
def _digest_once() -> str:
    return _digest()


def _digest() -> str:
    """Return a name for what all carried files are now."""
    seen = hashlib.sha256()
    for name in (WORKER, *CARRIED):
        seen.update(_file(name).read_bytes())
    return seen.hexdigest()[:16]


def _file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404(name)
    return Path(found)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to install the app."""
    icons = [
        {
            "src": static(f"field/mark-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": use,
        }
        for size in (192, 512)
        for use in ("any", "maskable")
    ]
    content = {
        "id": reverse("field:app"),
        "name": _("Linli on the round"),
        "short_name": _("Round"),
        "start_url": reverse("field:app"),
        "scope": reverse("field:app"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#ffffff",
        "theme_color": "#0b5563",
        "icons": icons,
    }
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/manifest+json")
