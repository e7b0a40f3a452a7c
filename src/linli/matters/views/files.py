from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.files.queries import download
from linli.files.views import answer
from linli.matters.access import actor_for, get_matter_for, get_matter_to_add_files
from linli.matters.actions.attaching import SUBJECT, add_files
from linli.matters.file_forms import AddFilesForm
from linli.matters.policies import Verb
from linli.matters.views.matter import page_of
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add pictures or papers to a matter."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    if request.method == "GET":
        return redirect("matters:matter", code)
    matter = get_matter_to_add_files(viewer, code)
    form = AddFilesForm(request.POST, request.FILES, now=now)
    if not form.is_valid():
        context = {**page_of(viewer, matter, now), "files_form": form}
        return page_again(request, "matters/matter.html", context)
    given = form.cleaned_data
    try:
        by = actor_for(viewer, matter, Verb.NOTE)
        add_files(matter=matter, files=given["sent"], purpose=given["purpose"], by=by, now=now)
    except Refusal as refusal:
        return page_again(request, "matters/matter.html", page_of(viewer, matter, now), refusal)
    messages.success(request, gettext("The files were added."))
    return redirect("matters:matter", code)


@require_safe
def fetch(request: HttpRequest, code: str, number: int) -> FileResponse:
    """Hand out a file of a matter that the viewer may see."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    matter = get_matter_for(viewer, code)
    return answer(
        download(number, may_see=lambda row: row.subject_kind == SUBJECT and row.subject_id == matter.pk)
    )
