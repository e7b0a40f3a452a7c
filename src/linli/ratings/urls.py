from __future__ import annotations

from django.urls import path

from linli.ratings import views

app_name = "ratings"
urlpatterns = [
    path("", views.index, name="schemes"),
    path("public/", views.public, name="public"),
    path("appeal/", views.appeal, name="appeal"),
    path("review/", views.review, name="review"),
    path("schemes/<str:code>/", views.scheme, name="scheme"),
    path("schemes/<str:code>/export/", views.export, name="export"),
    path("runs/<int:number>/", views.show_run, name="run"),
    path("runs/<int:number>/do/<str:verb>/", views.do_run, name="run_do"),
    path("labels/<int:number>/", views.show_label, name="label"),
    path("labels/<int:number>/do/<str:verb>/", views.do_label, name="label_do"),
    path("bodies/<str:code>/", views.body, name="body"),
]
