from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from linli.web.api import api
from linli.web.views.begin import begin
from linli.web.views.display import display
from linli.web.views.gallery import gallery
from linli.web.views.health import health
from linli.web.views.home import home

handler500 = "linli.web.broken.page"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("begin/", begin, name="begin"),
    path("health/", health, name="health"),
    path("gallery/", gallery, name="gallery"),
    path("display/", display, name="display"),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    path("open311/", include("linli.exchange.urls")),
    path("", include("linli.people.urls")),
    path("", include("linli.watching.urls")),
    path("", include("linli.letters.urls")),
    path("", include("linli.supervision.urls")),
    path("disputes/conferences/", include("linli.conferences.urls")),  # before the numbers of disputes
    path("", include("linli.disputes.urls")),
    path("", include("linli.intake.urls")),
    path("", include("linli.stations.urls")),
    path("field/", include("linli.field.urls")),
    path("", include("linli.community.urls")),
    path("", include("linli.following.urls")),
    path("", include("linli.matters.urls")),
    path("command/", include("linli.command.urls")),
    path("", include("linli.metrics.urls")),
    path("notices/", include("linli.notices.urls")),
    path("compensation/", include("linli.compensation.urls")),
    path("desk/", include("linli.workbench.urls")),
    path("administration/", include("linli.administration.urls")),
    path("redress/", include("linli.redress.urls")),
    path("targets/", include("linli.targets.urls")),
    path("", include("linli.inspections.urls")),
    path("bodies/", include("linli.entities.urls")),
    path("ratings/", include("linli.ratings.urls")),
    path("", include("linli.registers.urls")),
    path("", include("linli.assessments.urls")),
    path("", include("linli.publications.urls")),
    path("", include("linli.warnings.urls")),
]
