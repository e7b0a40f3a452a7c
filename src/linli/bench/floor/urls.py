from __future__ import annotations

import json
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone

from linli.bench.floor.models import ROWS, Note

LINES = Engine().from_string(
    "<!DOCTYPE html><title>notes</title><table>{% for note in notes %}"
    '<tr{% if forloop.first %} class="new"{% endif %}><td>{{ note.pk }}<td>{{ note.sent_key }}<td>{{ note.area_code }}'
    '<td>{{ note.received_at|date:"Y-m-d H:i" }}<td>{{ note.content }}</tr>{% endfor %}</table>'
)


def insert(request: HttpRequest) -> JsonResponse:
    """Insert one row and answer 201."""
    sent = json.loads(request.body)
    note = Note(
        sent_key=request.headers.get("Idempotency-Key") or uuid4().hex,
        area_code="990102000000",
        received_at=timezone.now(),
        content=json.dumps(sent, ensure_ascii=False).ljust(700),
    )
    note.save(force_insert=True)
    answer = JsonResponse({"code": str(note.pk)}, status=201)
    answer["Content-Length"] = str(len(answer.content))
    return answer


def page(request: HttpRequest) -> HttpResponse:
    """Show some rows as a table."""
    notes = Note._default_manager.order_by("-received_at")[:ROWS]
    return HttpResponse(LINES.render(Context({"notes": notes})))


def health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


urlpatterns = [path("api/v1/matters", insert), path("page/", page), path("health/", health)]
