from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone

from linli.core.time import city_day
from linli.people.access import viewer_of_request
from linli.people.actions import change_password
from linli.people.errors import WeakPassword
from linli.people.forms import LogInForm, PasswordForm, plain_username
from linli.people.middleware import remember_log_in, remember_password
from linli.people.models import Account
from linli.people.queries import sign_in_on
from linli.people.unsent import give_back, opened


class LogIn(views.LoginView):
    """Log in; the session gets a new number. Somebody who has logged in already is sent on."""

    template_name = "people/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        give_back(self.request.session, opened(self.request.POST.get("unsent", "")), form.get_user().pk)
        remember_log_in(self.request, must_change=_must_change(form.get_user(), timezone.now()))
        return response

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """A mistyped password does not lose the words either."""
        return super().get_context_data(unsent=opened(self.request.POST.get("unsent", "")), **more)


class LogOut(views.LogoutView):
    """Log out; by a form only, so that no link of a stranger does it."""

    next_page = "people:log_in"


class ChangePassword(views.PasswordChangeView):
    """Change one's own password. Other sessions of the account end."""

    template_name = "people/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("people:password_changed")

    def form_valid(self, form: Any) -> HttpResponse:
        now = timezone.now()
        by = viewer_of_request(self.request, now).actor
        account = Account.objects.get(pk=form.user.pk)
        try:
            change_password(account=account, password=form.cleaned_data["new_password1"], by=by, now=now)
        except WeakPassword as refusal:
            form.add_error("new_password1", str(refusal))
            return self.form_invalid(form)
        update_session_auth_hash(self.request, account)
        remember_password(self.request)
        return super(views.PasswordChangeView, self).form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@login_required
def password_changed(request: HttpRequest) -> HttpResponse:
    return render(request, "people/password_changed.html")


def _must_change(account: Account, now: datetime) -> bool:
    oldest = now - timedelta(days=sign_in_on(city_day(now)).password_most_days)
    return account.must_change_password or account.password_set_at is None or account.password_set_at < oldest


def locked_out(request: HttpRequest, _response: HttpResponseBase | None, _credentials: Any) -> HttpResponse:
    """What somebody sees after too many failures: no word about whether the account exists."""
    context = {"minutes": round(settings.AXES_COOLOFF_TIME * 60)}
    return render(request, "people/locked_out.html", context, status=429)


def username_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Name under which failures are counted: writing it in capitals gives no further tries."""
    return plain_username(str((credentials or request.POST).get("username") or ""))
