"""What of the registers everybody may read: fields that are declared public, of records that are on the register."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.core.time import city_day
from linli.registers.errors import RegisterNotFound
from linli.registers.exports import MEDIA, MOST, WRITERS
from linli.registers.policies.declaration import Declaration
from linli.registers.policies.fields import FieldType
from linli.registers.queries.declared import declared, register_named
from linli.registers.queries.records import listed, public_rows
from linli.rulebook.queries import InForce

PAGE = 50
FORMS = ("csv", "json", "geojson")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The registers of which something is public."""
    today = city_day(timezone.now())
    found = [each.value for each in declared(today) if each.value.is_public]
    return render(request, "registers/public_index.html", {"registers": found})


def _register(code: str) -> InForce[Declaration]:
    """Raises RegisterNotFound, also for a register of which nothing is public."""
    register = register_named(code, city_day(timezone.now()))
    if not register.value.is_public:
        raise RegisterNotFound
    return register


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    register = _register(code)
    declaration, words = register.value, request.GET.get("q", "")[:100]
    rows = public_rows(code)
    if words.strip():
        rows = rows.filter(title__contains=words.strip())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    fields = tuple(each for each in declaration.public_fields if each.code != declaration.title)
    context = {
        "declaration": declaration,
        "fields": [each for each in fields if each.type is not FieldType.POINT],
        "page": page,
        "rows": listed(list(page), register, [each for each in fields if each.type is not FieldType.POINT]),
        "q": words,
        "forms": _forms(declaration),
    }
    return render(request, "registers/public_register.html", context)


def _forms(declaration: Declaration) -> list[str]:
    has_points = any(each.type is FieldType.POINT for each in declaration.public_fields)
    return [each for each in FORMS if each != "geojson" or has_points]


@require_safe
def data(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The public fields as open data."""
    register = _register(code)
    if form not in _forms(register.value):
        raise RegisterNotFound
    content = WRITERS[form](list(public_rows(code)[:MOST]), register, register.value.public_fields)
    response = HttpResponse(content, content_type=MEDIA[form])
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response
