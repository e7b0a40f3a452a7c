from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone

from linli.people.access import viewer_of_request
from linli.people.actions import change_password
from linli.people.errors import WeakPassword
from linli.people.forms import LogInForm, PasswordForm, plain_username
from linli.people.middleware import remember_password
from linli.people.models import Account
from linli.people.unsent import give_back, opened
from linli.people.waiting import enter, let_wait, step_after_password


class LogIn(views.LoginView):
    """Log in; the session gets a new number. Somebody who has logged in already is sent on.

    Where a code is needed too, nobody is logged in before it was given.
    """

    template_name = "people/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        account, now = form.get_user(), timezone.now()
        unsent = self.request.POST.get("unsent", "")
        if next_step := step_after_password(account, now):
            let_wait(self.request, account, there=self.get_success_url(), unsent=unsent, now=now)
            return redirect(next_step)
        enter(self.request, account, now)
        give_back(self.request.session, opened(unsent), account.pk)
        return redirect(self.get_success_url())

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


def locked_out(request: HttpRequest, _response: HttpResponseBase | None, _credentials: Any) -> HttpResponse:
    """What somebody sees after too many failures: no word about whether the account exists."""
    context = {"minutes": round(settings.AXES_COOLOFF_TIME * 60)}
    return render(request, "people/locked_out.html", context, status=429)


def username_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Name under which failures are counted: writing it in capitals gives no further tries."""
    return plain_username(str((credentials or request.POST).get("username") or ""))
