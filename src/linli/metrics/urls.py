from __future__ import annotations

from django.urls import path

from linli.metrics.views import months, pages

app_name = "metrics"
urlpatterns = [
    path("", pages.index, name="index"),
    path("catalogue/", pages.catalogue, name="catalogue"),
    path("months/", months.index, name="months"),
    path("months/<str:month>/", months.show, name="month"),
    path("<str:name>/", pages.figure, name="figure"),
    path("<str:name>/list/", pages.behind_figure, name="behind"),
]
