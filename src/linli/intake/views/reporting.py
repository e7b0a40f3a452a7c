from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.areas.queries import area_named, city_code
from linli.core.actor import REQUESTER, Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.files.queries import attachments_of
from linli.files.waiting import Waiting
from linli.intake import proofs
from linli.intake.actions.joining import submit_as_same_with_pictures
from linli.intake.actions.submitting import Receipt, submit_with_pictures
from linli.intake.errors import ContactNeeded
from linli.intake.forms import CHOOSE_PLACE, ReportForm, villages_of
from linli.intake.queries.duplicates import matter_of_handle
from linli.intake.views.alike import alike_of
from linli.intake.views.pictures import earlier, pictures_of
from linli.matters.actions.attaching import SUBJECT
from linli.matters.models import Matter
from linli.matters.queries import by_code, running_clocks
from linli.matters.sentences import promises
from linli.vault.errors import PhoneInvalid
from linli.vault.queries import privacy_notice

SOURCE = "web"
LOOK = "look"
SAME = "same"


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A resident reports; the same form sent twice makes one matter."""
    now = timezone.now()
    if request.method == "GET":
        return render(request, RESIDENTS.template, {"form": ReportForm(), "notice": notice(now)})
    return take(request, RESIDENTS, by=REQUESTER, now=now)


def once_more(request: HttpRequest) -> HttpResponse:
    """Show a report that came with a form too old to be trusted, so that a press of the button sends it."""
    form = ReportForm(request.POST)
    context = {
        "form": form,
        "notice": notice(timezone.now()),
        "is_old": True,
        "waiting": earlier(request, form),
    }
    return render(request, RESIDENTS.template, context)


@dataclass(frozen=True)
class Desk:
    """Where reports are taken: with which form, on which page, under which name."""

    form: type[ReportForm]
    template: str
    source: str
    alike: Callable[[HttpRequest, ReportForm, datetime], Sequence[Any]]
    """What it shows of matters that may be the same."""


RESIDENTS = Desk(ReportForm, "intake/report.html", SOURCE, lambda _request, form, now: alike_of(form, now))


def take(request: HttpRequest, desk: Desk, *, by: Actor, now: datetime) -> HttpResponse:
    """Register what a form says and go to the receipt; refused, the form comes back with all that was given."""
    asked = request.POST
    if CHOOSE_PLACE in asked or LOOK in asked:
        return _look_again(request, desk, by=by, now=now)
    form = desk.form(asked, request.FILES)
    is_complete = form.is_valid()
    waiting = pictures_of(request, form, by=by, now=now)
    context = {"form": form, "notice": notice(now), "waiting": waiting}
    if not is_complete or form.errors:
        return page_again(request, desk.template, context)
    try:
        receipt = _submit(form, waiting, asked.get(SAME, ""), source=desk.source, by=by, now=now)
    except (ContactNeeded, PhoneInvalid) as refusal:
        form.add_error("phone", str(refusal))
        return page_again(request, desk.template, context)
    except Refusal as refusal:
        return page_again(request, desk.template, context, refusal)
    proofs.keep_receipt(request.session, receipt.code, receipt.pin, now)
    if by is REQUESTER:  # who takes a report down for somebody else has proved nothing
        proofs.remember(request.session, receipt.code, now)
    return redirect("intake:receipt")


def _look_again(request: HttpRequest, desk: Desk, *, by: Actor, now: datetime) -> HttpResponse:
    """Without scripts: show a township's villages, or what others reported close by."""
    form = desk.form(initial=request.POST.dict())
    waiting = pictures_of(request, form, by=by, now=now)
    context: dict[str, Any] = {"form": form, "notice": notice(now), "waiting": waiting}
    if LOOK in request.POST:
        context |= {"alike": desk.alike(request, desk.form(request.POST), now), "has_looked": True}
    return render(request, desk.template, context)


def _submit(
    form: ReportForm, waiting: list[Waiting], same: str, *, source: str, by: Actor, now: datetime
) -> Receipt:
    report, key = form.report(), form.cleaned_data["key"]
    if not same:
        return submit_with_pictures(report, waiting, source=source, key=key, by=by, now=now)
    into = matter_of_handle(same)
    return submit_as_same_with_pictures(report, waiting, into=into, source=source, key=key, by=by, now=now)


@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """The villages of a township as options, for the form."""
    return render(
        request, "intake/parts/villages.html", {"villages": villages_of(request.GET.get("township", ""))}
    )


@require_safe
@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """Case code, number and what is promised; to be printed or written down."""
    now = timezone.now()
    kept = proofs.receipt_of(request.session, now)
    if kept is None:
        return redirect("intake:query")
    matter = by_code(kept["code"])
    address = request.build_absolute_uri(f"{reverse('intake:query')}?code={matter.code}")
    context = {
        "receipt": kept,
        "matter": matter,
        "where": where(matter),
        "promises": promises(running_clocks(matter.merged_into or matter), now),
        "parts": (matter.code[:6], matter.code[6:14], matter.code[14:]),
        "qr": qr_code(address),
        "pictures": attachments_of(SUBJECT, matter.pk).count(),
    }
    return render(request, "intake/receipt.html", context)


def where(matter: Matter) -> str:
    """Return the place as it was understood; empty while only the city is known."""
    area = "" if matter.area_code == city_code() else area_named(matter.area_code).full_name
    return " ".join(each for each in (area, matter.place) if each)


def qr_code(address: str) -> str:
    """Return the picture of an address, black on white whatever the colours of the page."""
    drawing: str = segno.make(address, error="m").svg_inline(scale=4, border=3, dark="#000", light="#fff")
    return mark_safe(drawing)  # noqa: S308 — drawn by us, holds no text


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "intake/privacy.html", {"notice": notice(timezone.now())})


def notice(now: datetime) -> dict[str, Any] | None:
    """Return the city's privacy notice in the reader's language, None while the city has set none."""
    try:
        rule = privacy_notice(now).value
    except Refusal:
        return None
    english = (get_language() or "").startswith("en")
    title, text = (rule.title_en, rule.text_en) if english else (rule.title_zh, rule.text_zh)
    return {
        "title": title,
        "text": text,
        "contact": rule.contact,
        "days": rule.answer_days,
        "version": rule.version,
    }
