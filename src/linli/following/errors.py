from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class TooManyFollowed(Refusal):
    """More areas than anybody reads about."""

    code = "following.too_many"
    kind = Kind.CONFLICT
    sentence = _("You follow %(most)s areas already. Stop following one first.")
