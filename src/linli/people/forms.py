from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 60
NO_MATCH = _("User name and password do not match. After five failures the log-in is locked.")


class LogInForm(AuthenticationForm):
    """User name, in whatever case, and password. An ended account is told no more than a wrong password."""

    error_messages = {"invalid_login": NO_MATCH, "inactive": NO_MATCH}

    def clean_username(self) -> str:
        username = plain_username(str(self.cleaned_data["username"]))
        if len(username) > MOST_CHARACTERS:
            raise ValidationError(NO_MATCH)
        return username


class PasswordForm(PasswordChangeForm):
    """The password of now, and the new one twice. Keeping it is the action's part."""


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "autofocus": True}
        ),
    )


class WhoseForm(forms.Form):
    """An account by its user name."""

    username = forms.CharField(label=_("User name"), max_length=MOST_CHARACTERS)

    def clean_username(self) -> str:
        return plain_username(str(self.cleaned_data["username"]))


def plain_username(typed: str) -> str:
    """Return a user name as accounts have it; what is too long to be one is cut."""
    return typed.strip().lower()[: MOST_CHARACTERS + 1]
