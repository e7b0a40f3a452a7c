from __future__ import annotations

from django.urls import path

from linli.people.views import ChangePassword, LogIn, LogOut, ask_code, password_changed, reset, set_up

app_name = "people"
urlpatterns = [
    path("login/", LogIn.as_view(), name="log_in"),
    path("login/code/", ask_code, name="code"),
    path("login/second-factor/", set_up, name="second_factor"),
    path("second-factor/reset/", reset, name="reset_second_factor"),
    path("logout/", LogOut.as_view(), name="log_out"),
    path("password/", ChangePassword.as_view(), name="password"),
    path("password/changed/", password_changed, name="password_changed"),
]
