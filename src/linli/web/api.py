"""The root of the typed REST API: who asks, how refusals look, and each app's router."""

from __future__ import annotations

import logging
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer, SessionAuth

from linli.community.api import router as whistles
from linli.core.errors import Refusal
from linli.disputes.api import router as disputes
from linli.field.api import router as field
from linli.intake.api import router as matters
from linli.intake.api import similar
from linli.letters.api import router as letters
from linli.metrics.api import router as figures
from linli.people.access import Viewer, viewer_of_request
from linli.stations.api import router as stations
from linli.supervision.api import router as supervision
from linli.targets.api import router as targets
from linli.web.document import with_problems
from linli.web.problems import problem, refusal_problem
from linli.web.programs import UNAVAILABLE

log = logging.getLogger(__name__)
RETRY_SECONDS = 2
"""So soon a database that was lost is mostly back."""


class FastRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=_exact)


def _exact(value: Any) -> str:
    """Write a decimal number with all its digits, as the document says."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError


class KeyAuth(HttpBearer):
    """An API key in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        return viewer_of_request(request, timezone.now())


class LogInAuth(SessionAuth):
    """The log-in of a browser; unsafe methods need the CSRF token as any form does."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        viewer = viewer_of_request(request, timezone.now())
        return viewer if viewer.account_id is not None else None


class StrictParser(Parser):
    """Takes UTF-8 JSON only: no NaN, no half characters, and no NUL, which the database cannot keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body:
            raise ValueError("NUL")
        return orjson.loads(request.body)


class DescribedApi(NinjaAPI):
    """Says of every operation in which form it tells what is wrong."""

    def get_openapi_schema(self, **more: Any) -> Any:
        return with_problems(super().get_openapi_schema(**more))


api = DescribedApi(
    title="Linli",
    version="1",
    description="People's matters, from report to rating. Times are UTC, coordinates name their system.",
    urls_namespace="api",
    auth=[KeyAuth(), LogInAuth()],
    renderer=FastRenderer(),
    parser=StrictParser(),
    docs_url=None,
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
api.add_router("", similar)
for router in (matters, stations, letters, supervision, whistles, targets, disputes):
    api.add_router("", router)
api.add_router("/field", field)
api.add_router("/figures", figures)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return refusal_problem(refusal)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_lost_database(request: HttpRequest, error: Exception) -> HttpResponse:
    """Ask a program to come again: what it sent is not known to be written, and its idempotency key makes that safe."""
    log.warning("the database was lost: %s", type(error).__name__)
    answer = problem(503, *UNAVAILABLE)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [{"where": [str(part) for part in each["loc"]], "what": each["msg"]} for each in error.errors]
    return problem(
        422,
        "api.invalid",
        "请求的内容不合要求。",
        "The request does not have the form it needs.",
        errors=faults,
    )


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        401, "api.log_in_first", "请先登录，或使用有效的接口密钥。", "Log in first, or send a valid API key."
    )


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = "api.unreadable" if error.status_code == HTTPStatus.BAD_REQUEST else "api.failed"
    return problem(error.status_code, code, "无法读取请求。", "The request cannot be read.")
