from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from linli.web.api import api
from linli.web.views.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("api/v1/", api.urls),
    path("open311/", include("linli.exchange.urls")),
    path("", include("linli.people.urls")),
]
