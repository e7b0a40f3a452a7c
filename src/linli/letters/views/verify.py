"""The public's door: anybody who holds a letter checks that it is genuine. What it says is not shown."""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.letters.forms import CodeForm, FileForm
from linli.letters.queries import standing_by_code, standing_by_file

PAGE = "letters/verify.html"


@require_http_methods(["GET", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or for the PDF itself."""
    if request.method == "POST" and request.FILES:
        return _by_file(request)
    if request.method == "POST":
        return _by_code(request)
    return render(request, PAGE, {"code_form": CodeForm(), "file_form": FileForm()})


def _by_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    context = {"code_form": form, "file_form": FileForm()}
    if not form.is_valid():
        return page_again(request, PAGE, context)
    try:
        standing_by_code(form.cleaned_data["code"])
    except Refusal as refusal:
        return page_again(request, PAGE, context, refusal)
    return redirect("letters:verified", form.cleaned_data["code"].replace(" ", "").replace("/", ""))


def _by_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    context = {"code_form": CodeForm(), "file_form": form}
    if not form.is_valid():
        return page_again(request, PAGE, context)
    try:
        standing = standing_by_file(digest_of(form.cleaned_data["file"]))
    except Refusal as refusal:
        return page_again(request, PAGE, context, refusal)
    return render(request, "letters/verified.html", {"standing": standing, "by_file": True})


def digest_of(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@require_safe
@never_cache
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads."""
    try:
        standing = standing_by_code(code)
    except Refusal as refusal:
        context = {"code_form": CodeForm(initial={"code": code}), "file_form": FileForm()}
        return page_again(request, PAGE, context, refusal)
    return render(request, "letters/verified.html", {"standing": standing, "by_file": False})
