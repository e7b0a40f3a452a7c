from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.core.errors import Incomplete, Refusal


def page_again(
    request: HttpRequest, template: str, context: Mapping[str, Any], refusal: Refusal | None = None
) -> HttpResponse:
    """Show a page again with what was typed and why it did not go through.

    Without a refusal the form's own fields say what is wrong. The page middleware gives the page the status of
    its refusal, so that no view knows HTTP's numbers.
    """
    why = refusal or Incomplete()
    response = render(request, template, {**context, "refusal": why})
    response.refusal = why  # type: ignore[attr-defined]
    return response
