"""Finds the way to each page in a filled city: who looks, from where, by which links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from importlib import import_module
from typing import TYPE_CHECKING

from linli.bench.screens.pages import NOBODY, RESIDENT, Page
from linli.people.errors import UnknownAccount

if TYPE_CHECKING:
    from django.test import Client

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')


@dataclass(frozen=True)
class Found:
    """A page's address, and the cookie of whoever looks; no address: nothing led there."""

    address: str
    cookie: str


def find(pages: Iterable[Page], *, now: datetime, hours: int) -> dict[str, Found]:
    """Return the way to each page by its name. Sessions hold for so many hours."""
    paths = Paths(now, hours)
    return {page.name: Found(paths.to(page), paths.cookies[page.who]) for page in pages}


class Paths:
    """What was read on the way, each page once for each who looks."""

    def __init__(self, now: datetime, hours: int) -> None:
        self._now, self._hours = now, hours
        self.cookies: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._links: dict[tuple[str, str], list[str]] = {}

    def to(self, page: Page) -> str:
        if page.who not in self.cookies:
            self.cookies[page.who] = self._cookie(page.who)
        if page.who != NOBODY and not self.cookies[page.who]:
            return ""
        address = page.path.format(**self._own) if page.who == RESIDENT else page.path
        for view in page.links:
            address = next((each for each in self._links_on(page.who, address) if view_of(each) == view), "")
            if not address:
                break
        return address

    def _links_on(self, who: str, address: str) -> list[str]:
        if (who, address) not in self._links:
            # A page that fails leads nowhere: that is told where it is looked for, and keeps no other from being found.
            client = client_of(self.cookies[who], raises=False)
            body = client.get(address).content.decode(errors="replace")
            self._links[who, address] = [unescape(each) for each in LINK.findall(body)]
        return self._links[who, address]

    def _cookie(self, who: str) -> str:
        """Return the cookie of who looks; empty for nobody, and for an account that this city does not have."""
        from linli.bench.asking import log_in

        if who == NOBODY:
            return ""
        try:
            return self._resident() if who == RESIDENT else log_in(who, hours=self._hours)
        except UnknownAccount:
            return ""

    def _resident(self) -> str:
        """Return a session in which a matter and a dispute are proved, as their codes and digits would."""
        from django.conf import settings

        from linli.disputes.models import Party
        from linli.disputes.views.parties import PROVED as SIDES
        from linli.intake.proofs import remember
        from linli.matters.models import Matter

        session = import_module(settings.SESSION_ENGINE).SessionStore()
        matter = Matter.objects.filter(status="replied").order_by("pk").values_list("code", flat=True).first()
        party = Party.objects.select_related("dispute").order_by("-dispute__pk", "pk").first()
        self._own = {"matter": matter or "none", "dispute": party.dispute.number if party else "none"}
        if matter:
            remember(session, matter, self._now)
        if party:
            session[SIDES] = {str(party.pk): "9999-12-31T00:00:00+00:00"}
        session.save()
        return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def view_of(address: str) -> str:
    """Return the name of the view behind an address, empty where there is none."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def client_of(cookie: str, *, raises: bool = True) -> Client:
    from django.test import Client

    client = Client(raise_request_exception=raises, HTTP_HOST="127.0.0.1")
    name, _equals, value = cookie.partition("=")
    if name:
        client.cookies[name] = value
    return client
