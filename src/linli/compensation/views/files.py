"""A case and its statement as files, from what the page itself carries."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.compensation.errors import FileMissing
from linli.compensation.queries import compute_document
from linli.compensation.reading import MOST_BYTES, as_plain, read_case
from linli.compensation.rendering.forms import FORMS, written
from linli.compensation.statement import statement_of
from linli.compensation.views.result import show_result
from linli.core.errors import Refusal
from linli.core.pages import page_again

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".txt": "text/plain; charset=utf-8",
}


@never_cache
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Show the result of a case that was kept as a file."""
    if request.method == "GET":
        return redirect("compensation:calculator")
    try:
        case, result = compute_document(_sent(request))
        return show_result(request, case, result, None)
    except Refusal as refusal:
        return page_again(request, "compensation/load.html", {}, refusal)


def _sent(request: HttpRequest) -> bytes | str:
    """Return the case's text, at most a byte more than a case may have. Raises FileMissing."""
    file = request.FILES.get("file")
    text = file.read(MOST_BYTES + 1) if file else request.POST.get("case", "")
    if not text:
        raise FileMissing
    return text


@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """Hand out the case, to keep and to load again."""
    try:
        case = read_case(request.POST.get("case", ""))
    except Refusal as refusal:
        return page_again(request, "compensation/load.html", {}, refusal)
    text = json.dumps(as_plain(case), ensure_ascii=False, indent=2)
    return _file(text.encode(), "application/json", "case.json")


@require_POST
def statement(request: HttpRequest, suffix: str) -> HttpResponse:
    """Hand out the statement as `.pdf`, `.docx` or `.txt`."""
    if suffix not in FORMS:
        raise Http404
    try:
        case, result = compute_document(request.POST.get("case", ""))
        made = written(statement_of(result, case), suffix)
    except Refusal as refusal:
        return page_again(request, "compensation/load.html", {}, refusal)
    return _file(made, TYPES[suffix], f"statement{suffix}")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
