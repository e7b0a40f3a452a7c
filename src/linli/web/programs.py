"""What every request of a program to `/api/` passes: it is counted, and whatever goes wrong is told in one form."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate, get_language, get_language_from_request

from linli.core.errors import UnreadableText
from linli.people.access import viewer_of_request
from linli.people.errors import KeyNotAccepted
from linli.people.pace import TooFast, spend, stranger
from linli.people.policies import prefix_of_key
from linli.web.problems import CONTENT_TYPE, problem, refusal_problem

log = logging.getLogger(__name__)
API = "/api/"
BEARER = "Bearer "
ACCEPTED = "Accept-Language"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
"""Headers that go with an error whatever its form."""


class Words(NamedTuple):
    code: str
    zh: str
    en: str


UNAVAILABLE = Words(
    "api.unavailable", "系统暂时不可用，请稍后再试。", "The system is not available now. Try again later."
)
WORDS: dict[int, Words] = {
    400: Words("api.unreadable", "无法读取请求。", "The request cannot be read."),
    401: Words(
        "api.log_in_first", "请先登录，或使用有效的接口密钥。", "Log in first, or send a valid API key."
    ),
    403: Words("api.not_allowed", "不允许这样做。", "This is not allowed."),
    404: Words("api.not_found", "没有这个地址。", "There is nothing at this address."),
    405: Words("api.wrong_method", "这个地址不支持这种请求方法。", "This address does not take this method."),
    413: Words("api.too_large", "请求内容太大。", "The request is too large."),
    500: Words("api.broken", "系统出错了，请告知管理员。", "Something broke. Please tell the operator."),
    503: UNAVAILABLE,
}
FAILED = Words("api.failed", "请求未能完成。", "The request could not be completed.")


class ProgramDoor:
    """Stands in front of session and forms, so that their errors too are told in the form of the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        try:
            count(request)
        except TooFast as refusal:
            response = refusal_problem(refusal)
            response["Retry-After"] = str(refusal.facts["seconds"])
            return response
        except DatabaseError:
            log.exception("the database does not answer")
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, *UNAVAILABLE)
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return refusal_problem(UnreadableText())
        return as_problem(self.get_response(request))


class Spoken:
    """Answers in the language a program asks for, as Django does for browsers, which have cookies for it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        activate(_language(request.META.get("HTTP_ACCEPT_LANGUAGE", "")))
        response = self.get_response(request)
        if "Vary" in response.headers:
            patch_vary_headers(response, (ACCEPTED,))
        else:
            response.headers["Vary"] = ACCEPTED
        response.headers.setdefault("Content-Language", get_language())
        return response


@lru_cache(maxsize=256)
def _language(accepted: str) -> str:
    asking = HttpRequest()
    asking.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return get_language_from_request(asking)


def count(request: HttpRequest) -> None:
    """Count the request to its key; one without a valid key, to its network address. Raises TooFast.

    The key is looked up here once; the view finds it on the request. A forged key costs its sender's address.
    """
    offered, now = request.META.get("HTTP_AUTHORIZATION", ""), timezone.now()
    if offered.startswith(BEARER):
        try:
            viewer_of_request(request, now)
        except KeyNotAccepted:
            pass
        else:
            spend(f"key:{prefix_of_key(offered.removeprefix(BEARER))}", now=now)
            return
    spend(stranger(request), now=now)


def as_problem(response: HttpResponse) -> HttpResponse:
    """Return an error in the form of the API, whoever made it; anything else as it is."""
    status = response.status_code
    is_error = status >= HTTPStatus.BAD_REQUEST
    if not is_error or response.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    if settings.DEBUG and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return response
    words = WORDS.get(status, FAILED)
    told = problem(status, words.code, words.zh, words.en)
    for name in KEPT:
        if name in response:
            told[name] = response[name]
    return told
