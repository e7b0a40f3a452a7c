from __future__ import annotations

import json
from uuid import uuid4

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

from linli.bench.floor.models import Note


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


def health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


urlpatterns = [path("api/v1/matters", insert), path("health/", health)]
