from __future__ import annotations

from django.urls import path

from linli.watching import views

app_name = "watching"
urlpatterns = [
    path("ready/", views.ready, name="ready"),
    path("metrics", views.figures, name="metrics"),
    path("operations/", views.operations, name="operations"),
]
