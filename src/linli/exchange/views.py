"""The Open311 server. One door for all addresses below `/open311/`, so that every answer has the asked-for form."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt

from linli.core.errors import Kind, Refusal
from linli.exchange import queries
from linli.exchange.access import registrar_of
from linli.exchange.actions import Sending, file_request
from linli.exchange.errors import (
    BodyTooLarge,
    FieldInvalid,
    FieldMissing,
    KeyNeeded,
    Several,
    UnknownFormat,
    UnknownJurisdiction,
    UnknownResource,
    Unreadable,
)
from linli.exchange.policies import asking, reports
from linli.exchange.policies.documents import CONTENT_TYPES, Document, form_of, preferred, rendered
from linli.exchange.policies.rules import Open311
from linli.files.errors import FileTooLarge
from linli.intake.actions.submitting import Receipt
from linli.people.pace import TooFast, spend, stranger
from linli.people.policies import prefix_of_key

log = logging.getLogger(__name__)
STATUS: dict[Kind, HTTPStatus] = {
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Kind.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The standard knows 403, 404 and 400 for everything else; 429 and 503 tell a client to come back."""
BROKEN = gettext_noop("The service failed. Please tell its operator.")
BEARER = "Bearer "
FORM_BYTES = 2_500_000
LONGEST_KEY = 90
MOST_FILES = 10


@dataclass(frozen=True)
class Call:
    """One request, read as far as its address."""

    request: HttpRequest
    rule: Open311
    now: datetime
    form: str
    subject: str
    """What follows the resource in the address: a service code, a number, a token."""


Endpoint = Callable[[Call], Document]


@csrf_exempt
def georeport(request: HttpRequest, path: str) -> HttpResponse:
    """Answer any request below `/open311/`; whatever is wrong is told in the standard's form."""
    accept = request.headers.get("Accept", "")
    form = path.rpartition(".")[2] if path.endswith((".xml", ".json")) else preferred(accept)
    try:
        endpoints, subject, extension = find(path)
        form = form_of(extension, accept)
        if request.method not in endpoints:
            return _not_allowed(form, endpoints, request)
        now = timezone.now()
        call = Call(request, queries.rule_on(now).value, now, form, subject)
        document = _answered(call, endpoints[request.method or ""])
    except Refusal as refusal:
        return refused(refusal, form)
    except DatabaseError:
        log.exception("open311: %s", request.path)
        return _errors(HTTPStatus.BAD_REQUEST, [_(BROKEN)], form)
    return _opened(_reply(document, HTTPStatus.OK, form))


def _answered(call: Call, endpoint: Endpoint) -> Document:
    if call.request.method != "POST":
        spend(stranger(call.request), now=call.now)
        _check_jurisdiction(call.request.GET.get("jurisdiction_id", ""), call.rule)
    return endpoint(call)


def find(path: str) -> tuple[Mapping[str, Endpoint], str, str | None]:
    """Return who answers an address, its subject and its extension. Raises UnknownResource, UnknownFormat.

    Codes of services have dots in them, so only `.xml` and `.json` end one.
    """
    for pattern, endpoints in ADDRESSES:
        if match := pattern.fullmatch(path):
            return endpoints, match["subject"], match["extension"]
    for pattern, _endpoints in ADDRESSES:
        stem, dot, extension = path.rpartition(".")
        if dot and extension.isalnum() and pattern.fullmatch(stem):
            raise UnknownFormat(value=extension)
    raise UnknownResource(path=path)


def _check_jurisdiction(value: str, rule: Open311) -> None:
    if value.strip() and value.strip().lower() not in {each.lower() for each in rule.jurisdictions}:
        raise UnknownJurisdiction(value=value)


def _plain(given: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters without blanks around them. Raises FieldInvalid for characters that no text has."""
    for name, value in given.items():
        if "\0" in value or "\0" in name:
            raise FieldInvalid(field=name.replace("\0", ""), why=_("holds a character that no text has"))
    return {name: value.strip() for name, value in given.items()}


def discovery(call: Call) -> Document:
    url = call.request.build_absolute_uri("/open311/v2")
    return queries.discovery(url, now=call.now)


def services(call: Call) -> Document:
    return queries.services()


def service_definition(call: Call) -> Document:
    return queries.service_definition(call.subject)


def list_requests(call: Call) -> Document:
    given = {name: ",".join(values) for name, values in call.request.GET.lists() if name in REPEATED}
    asked = asking.read(_plain({**call.request.GET.dict(), **given}), call.rule, now=call.now)
    return queries.requests_asked(asked, call.rule)


REPEATED = frozenset({"service_request_id", "service_code", "status"})
"""Parameters that a client may name several times instead of using commas."""


def one_request(call: Call) -> Document:
    return queries.one_request(call.subject, call.rule)


def token(call: Call) -> Document:
    return queries.request_of_token(call.subject)


def post_request(call: Call) -> Document:
    """Register a request. The key is asked for before anything else is looked at."""
    form, files = _body(call.request)
    key = _api_key(call.request, form)
    try:
        viewer = registrar_of(key, now=call.now)
    except KeyNeeded:
        spend(stranger(call.request), now=call.now)
        raise
    spend(f"key:{prefix_of_key(key)}", now=call.now)
    given = _plain(form.dict())
    _check_jurisdiction(given.get("jurisdiction_id", ""), call.rule)
    answers = reports.attributes_in(form.lists())
    _plain({code: "\n".join(values) for code, values in answers.items()})
    if not given.get("service_code"):
        raise FieldMissing(field="service_code")
    kind = queries.public_kind(given["service_code"])
    posted = reports.read(given, answers, kind)
    sending = Sending(posted, kind, files, _idempotency_key(call.request))
    receipt = file_request(sending, rule=call.rule, viewer=viewer, now=call.now)
    return _receipt(receipt, posted, wants_token=given.get("answer") == "token")


def _body(request: HttpRequest) -> tuple[Any, list[Any]]:
    """Read the form. What announces itself as too large is not read at all."""
    most = settings.LINLI.max_upload_bytes + FORM_BYTES
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > most:
        raise BodyTooLarge(most_mb=most // 1_000_000)
    try:
        files = request.FILES.getlist("media")
        form = request.POST
    except FileTooLarge:
        for handler in request.upload_handlers:
            handler.upload_interrupted()  # closes and removes the half-read file
        raise
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError, ValueError) as error:
        too_large = isinstance(error, RequestDataTooBig)
        raise (BodyTooLarge(most_mb=FORM_BYTES // 1_000_000) if too_large else Unreadable) from error
    if len(files) > MOST_FILES:
        raise FieldInvalid(field="media", why=_("at most %(most)s files") % {"most": MOST_FILES})
    return form, files


def _api_key(request: HttpRequest, form: Any) -> str:
    """Return the key of the form, else of the Authorization header. Never of the address, which is logged."""
    header = request.headers.get("Authorization", "")
    return str(form.get("api_key", "")).strip() or header.removeprefix(BEARER).strip()


def _idempotency_key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise FieldInvalid(
            field="Idempotency-Key", why=_("at most %(most)s characters") % {"most": LONGEST_KEY}
        )
    return f"given:{key}" if key else ""


def _receipt(receipt: Receipt, posted: reports.Posted, *, wants_token: bool) -> Document:
    if wants_token:
        answer: dict[str, str | None] = {"token": queries.tokens.sign(receipt.code)}
    else:
        answer = {"service_request_id": receipt.code}
    return Document(
        "service_requests",
        [{**answer, "service_notice": _notice(receipt), "account_id": posted.account_id or None}],
    )


def _notice(receipt: Receipt) -> str:
    return _("Received. With the number %(pin)s its reporter can ask about it.") % {"pin": receipt.pin}


def refused(refusal: Refusal, form: str) -> HttpResponse:
    """Return a refusal as the standard's list of errors."""
    every = refusal.refusals if isinstance(refusal, Several) else [refusal]
    response = _errors(STATUS.get(refusal.kind, HTTPStatus.BAD_REQUEST), [str(each) for each in every], form)
    if isinstance(refusal, TooFast):
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def _errors(status: HTTPStatus, descriptions: list[str], form: str) -> HttpResponse:
    errors = [{"code": status.value, "description": each} for each in descriptions]
    return _opened(_reply(Document("errors", errors), status, form))


def _not_allowed(form: str, endpoints: Mapping[str, Endpoint], request: HttpRequest) -> HttpResponse:
    why = _("%(method)s is not possible here.") % {"method": request.method}
    response = _errors(HTTPStatus.METHOD_NOT_ALLOWED, [why], form)
    response["Allow"] = ", ".join(sorted(endpoints))
    return response


def _reply(document: Document, status: HTTPStatus, form: str) -> HttpResponse:
    return HttpResponse(rendered(document, form), status=status, content_type=CONTENT_TYPES[form])


def _opened(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read the answer: it is public, and no log-in of a browser counts here."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _address(
    pattern: str, get: Endpoint, post: Endpoint | None = None
) -> tuple[re.Pattern[str], dict[str, Endpoint]]:
    subject = "" if "(?P<subject>" in pattern else "(?P<subject>)"
    endpoints = {"GET": get, "HEAD": get, **({"POST": post} if post else {})}
    return re.compile(rf"{pattern}{subject}(?:\.(?P<extension>xml|json))?"), endpoints


ADDRESSES = (
    _address(r"(?:v2/)?discovery", discovery),
    _address(r"v2/services", services),
    _address(r"v2/services/(?P<subject>[^/]+?)", service_definition),
    _address(r"v2/requests", list_requests, post_request),
    _address(r"v2/requests/(?P<subject>[^/.]+)", one_request),
    _address(r"v2/tokens/(?P<subject>[^/.]+)", token),
)
