from __future__ import annotations

from django.urls import path

from linli.following import views

app_name = "following"
urlpatterns = [
    path("following/", views.mine, name="mine"),
    path("areas/<str:code>/follow/", views.follow, name="follow"),
    path("areas/<str:code>/unfollow/", views.stop, name="stop"),
    path("areas/<str:code>/feed/", views.feed, name="feed"),
]
