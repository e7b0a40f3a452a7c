from __future__ import annotations

from django.urls import path

from linli.people.views import ChangePassword, LogIn, LogOut, password_changed

app_name = "people"
urlpatterns = [
    path("login/", LogIn.as_view(), name="log_in"),
    path("logout/", LogOut.as_view(), name="log_out"),
    path("password/", ChangePassword.as_view(), name="password"),
    path("password/changed/", password_changed, name="password_changed"),
]
