"""Logging in: the password, and the code that some roles need as well."""

from linli.people.views.codes import ask_code, reset, set_up
from linli.people.views.log_in import (
    ChangePassword,
    LogIn,
    LogOut,
    locked_out,
    password_changed,
    username_of,
)

__all__ = [
    "ChangePassword",
    "LogIn",
    "LogOut",
    "ask_code",
    "locked_out",
    "password_changed",
    "reset",
    "set_up",
    "username_of",
]
