from __future__ import annotations

from django.urls import path

from linli.notices.views import inbox, log, preview

app_name = "notices"
urlpatterns = [
    path("", inbox.show, name="inbox"),
    path("read/", inbox.read, name="read"),
    path("log/", log.show, name="log"),
    path("log/<int:number>/again/", log.again, name="again"),
    path("templates/", preview.index, name="templates"),
    path("templates/<str:event>/<str:audience>/<str:channel>/", preview.show, name="template"),
]
