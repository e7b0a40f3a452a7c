"""Sessions: they end when nobody uses them, and go no further while the password must be changed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from linli.core.time import city_day
from linli.people.forms import LogInForm
from linli.people.queries import sign_in_on
from linli.people.unsent import Unsent, unsent_of

SEEN, MUST_CHANGE = "seen", "must_change_password"
API = "/api/"
STREAM = "text/event-stream"
Answer = Callable[[HttpRequest], HttpResponse]


class KeepSession:
    """Comes after session, authentication and messages. One write a minute for who is at work."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            if self._is_idle(request):
                return self._end(request)
            if request.session.get(MUST_CHANGE) and request.path not in self._open_paths():
                return _redirect(request, reverse("people:password"))
        return self.get_response(request)

    def _is_idle(self, request: HttpRequest) -> bool:
        """Say whether the session was left alone too long; otherwise note the minute."""
        now = timezone.now()
        minute = int(now.timestamp()) // 60
        seen = request.session.get(SEEN, minute)
        if minute - seen > sign_in_on(city_day(now)).idle_minutes:
            return True
        # A page that asks by itself is nobody at work: an open screen must not keep a log-in alive.
        by_itself = request.headers.get("Accept") == STREAM
        if not by_itself and (seen != minute or SEEN not in request.session):
            request.session[SEEN] = minute
        return False

    def _end(self, request: HttpRequest) -> HttpResponse:
        """Log out. A program goes on as anybody; a person is asked to log in again and comes back with their words."""
        account = int(request.session[SESSION_KEY])
        logout(request)
        if request.path.startswith(API):
            return self.get_response(request)
        if request.method == "POST" and not _is_htmx(request) and request.path != reverse("people:log_out"):
            return log_in_again(request, unsent_of(request, account))
        messages.info(request, _("You were logged out because nothing happened for a while."))
        back = request.get_full_path() if request.method == "GET" and not _is_htmx(request) else ""
        there = reverse("people:log_in")
        return _redirect(request, f"{there}?{urlencode({'next': back})}" if back else there)

    @staticmethod
    def _open_paths() -> tuple[str, ...]:
        return reverse("people:password"), reverse("people:log_out")


def log_in_again(request: HttpRequest, unsent: Unsent) -> HttpResponse:
    """Ask to log in on the spot: the form that came too late is shown, and given back afterwards."""
    context = {"form": LogInForm(request), "next": unsent.back, "unsent": unsent}
    return render(request, "people/log_in.html", context)


def remember_log_in(request: HttpRequest, *, must_change: bool) -> None:
    request.session[SEEN] = int(timezone.now().timestamp()) // 60
    request.session[MUST_CHANGE] = must_change


def remember_password(request: HttpRequest) -> None:
    request.session[MUST_CHANGE] = False


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _redirect(request: HttpRequest, there: str) -> HttpResponse:
    return HttpResponseClientRedirect(there) if _is_htmx(request) else HttpResponseRedirect(there)
