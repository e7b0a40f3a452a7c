from __future__ import annotations

from django.urls import path

from linli.ratings.views import facts, labels, maps, public, runs

app_name = "ratings"
urlpatterns = [
    path("", runs.index, name="schemes"),
    path("public/", public.public, name="public"),
    path("map/", maps.show, name="map"),
    path("appeal/", public.appeal, name="appeal"),
    path("review/", labels.review, name="review"),
    path("facts/", facts.facts, name="facts"),
    path("schemes/<str:code>/", runs.scheme, name="scheme"),
    path("schemes/<str:code>/export/", runs.export, name="export"),
    path("runs/<int:number>/", runs.show_run, name="run"),
    path("runs/<int:number>/do/<str:verb>/", runs.do_run, name="run_do"),
    path("labels/<int:number>/", labels.show_label, name="label"),
    path("labels/<int:number>/do/<str:verb>/", labels.do_label, name="label_do"),
    path("bodies/<str:code>/", labels.body, name="body"),
    path("bodies/<str:code>/facts/end/", facts.end_fact, name="end_fact"),
]
