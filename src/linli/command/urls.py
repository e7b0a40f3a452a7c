from __future__ import annotations

from django.urls import path

from linli.command.views import behind, live, pages

app_name = "command"
urlpatterns = [
    path("", pages.home, name="home"),
    path("wall/", pages.wall, name="wall"),
    path("wall/stop/", pages.stop_wall, name="stop_wall"),
    path("wall/<str:code>/", pages.wall, name="wall_of"),
    path("wall/<str:code>/live/", live.wall, name="wall_live"),
    path("wall/<str:code>/start/", pages.start_wall, name="start_wall"),
    path("<str:code>/", pages.place, name="place"),
    path("<str:code>/live/", live.place, name="live"),
    path("<str:code>/<str:figure>/", behind.behind, name="behind"),
]
