"""How somebody wants pages to look. Kept in a cookie of their own, so that it needs neither scripts nor an account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

COOKIE = "display"
A_YEAR = 365 * 24 * 3600
ELDER = "elder"


class Theme(TextChoices):
    AUTO = "auto", _("Like my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


@dataclass(frozen=True)
class Display:
    theme: Theme = Theme.AUTO
    is_elder: bool = False
    """Large letters, few choices, and a button that reads aloud."""

    def changed(self, *, theme: str = "", elder: str = "") -> Display:
        """Return it as a form asks; what makes no sense changes nothing."""
        asked = Theme(theme) if theme in Theme.values else self.theme
        return replace(self, theme=asked, is_elder=elder == "on" if elder else self.is_elder)


def display_of(request: HttpRequest) -> Display:
    words = request.COOKIES.get(COOKIE, "").split(".")
    return Display(is_elder=ELDER in words).changed(theme=words[0])


def remember(response: HttpResponse, display: Display) -> None:
    value = f"{display.theme.value}.{ELDER}" if display.is_elder else display.theme.value
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
