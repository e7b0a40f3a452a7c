from __future__ import annotations

from django.urls import path

from linli.field.views import app, stickers

app_name = "field"
urlpatterns = [
    path("", app.shell, name="app"),
    path("worker.js", app.worker, name="worker"),
    path("app.webmanifest", app.manifest, name="manifest"),
    path("checkpoints/", stickers.stickers, name="stickers"),
]
