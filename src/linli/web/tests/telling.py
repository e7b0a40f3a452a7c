"""A small language in which stories of disputes are told by their pages.

`tell.do("mediator", "sign", signer="甲方", how="paper")` opens the dispute as somebody, fills the form of a verb and
sends it. Values are found as people find them: a choice by words of its label, a box by True or False.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.test import Client

from linli.disputes.models import Dispute
from linli.disputes.testing import Desk

COOKIE = settings.SESSION_COOKIE_NAME


@dataclass
class Teller:
    """One dispute, with a browser window for each person who has to do with it."""

    desk: Desk
    open_window: Callable[..., Any]
    url: str
    number: str = ""
    _windows: dict[str, tuple[datetime, Any]] = field(default_factory=dict)
    _last: str = ""
    """Who acted last: what others have open since then is old."""

    # Who looks

    def window(self, who: str) -> Any:
        """Return somebody's window. After some hours they log in anew."""
        then, page = self._windows.get(who, (None, None))
        if page is None:
            page = self.open_window("citizen")
        if then != self.desk.now and who in self.desk.accounts:
            client = Client()
            client.force_login(self.desk.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
            cookie = {"name": COOKIE, "value": client.cookies[COOKIE].value, "url": self.url}
            page.context.add_cookies([cookie])
        self._windows[who] = self.desk.now, page
        return page

    def see(self, who: str, page: str = "") -> Any:
        """Open the dispute (or a page below it) as somebody."""
        window = self.window(who)
        window.goto(f"/disputes/{self.number}/{page}")
        return window

    def side(self, name: str, phone: str) -> Any:
        """Open a side's own page by number and telephone."""
        window = self.window(name)
        window.goto(f"/dispute/?number={self.number}")
        fill(window.locator("form").filter(has=window.locator("[name=tail]")), tail=phone[-4:])
        return window

    # What they do

    def register(self, who: str, **typed: Any) -> None:
        """Receive a dispute with its first two sides."""
        window = self.window(who)
        window.goto("/disputes/new/")
        fill(window.locator("form").filter(has=window.locator("[name=brief]")), **typed)
        self.number = window.url.rstrip("/").rsplit("/", 1)[-1]

    def do(self, who: str, verb: str, **typed: Any) -> Any:
        """Use a verb; it goes through."""
        window = self._send(who, verb, typed)
        refused = window.locator(".notice-refused, .errorlist, .errornote")
        assert not refused.count(), f"{verb}: {refused.all_inner_texts()}"
        return window

    def refused(self, who: str, verb: str, **typed: Any) -> str:
        """Use a verb that is refused; return what the page says, with what was typed still there."""
        window = self._send(who, verb, typed)
        return str(window.locator(".notice-refused").inner_text())

    def _send(self, who: str, verb: str, typed: dict[str, Any]) -> Any:
        window = self.window(who)
        form = f"form[action$='/disputes/{self.number}/do/{verb}/']"
        is_open = window.url.rstrip("/").endswith(self.number) and window.locator(form).count()
        if who != self._last or not is_open:
            self.see(who)
        self._last = who
        fold = window.locator("details").filter(has=window.locator(form))
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        fill(window.locator(form), **typed)
        return window

    # How it stands

    @property
    def dispute(self) -> Dispute:
        return Dispute.objects.get(number=self.number)

    def picks_up(self, dispute: Dispute) -> Teller:
        """Go on with a dispute that came so far by the doors alone."""
        self.number = dispute.number
        return self


def fill(form: Any, **typed: Any) -> None:
    """Fill a form as people do, and send it."""
    for name, value in typed.items():
        inputs = form.locator(f"[name={name}]")
        kind = inputs.first.evaluate("each => each.type")
        if kind == "select-one":
            option = inputs.locator("option").filter(has_text=value).first
            inputs.select_option(option.get_attribute("value"))
        elif kind == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        elif kind == "checkbox" and isinstance(value, list):
            for each in value:
                form.locator("label").filter(has_text=each).locator(f"[name={name}]").check()
        elif kind == "checkbox":
            inputs.set_checked(value)
        elif kind == "file":
            inputs.set_input_files(value)
        else:
            inputs.fill(value)
    with form.page.expect_navigation():
        form.locator("button").first.click()
