from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.actor import REQUESTER, Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.intake import proofs
from linli.intake.actions.submitting import submit
from linli.intake.errors import ContactNeeded
from linli.intake.forms import CHOOSE_PLACE, ReportForm, villages_of
from linli.matters.queries import by_code, running_clocks
from linli.matters.sentences import promises
from linli.vault.errors import PhoneInvalid
from linli.vault.queries import privacy_notice

SOURCE = "web"


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A resident reports; the same form sent twice makes one matter."""
    now = timezone.now()
    context = {"notice": notice(now)}
    if request.method == "GET":
        return render(request, "intake/report.html", {"form": ReportForm(), **context})
    return take(request, ReportForm, "intake/report.html", context, source=SOURCE, by=REQUESTER, now=now)


def take(
    request: HttpRequest,
    form_class: type[ReportForm],
    template: str,
    context: dict[str, Any],
    *,
    source: str,
    by: Actor,
    now: datetime,
) -> HttpResponse:
    """Register what a form says and go to the receipt; refused, the form comes back with what was typed."""
    if CHOOSE_PLACE in request.POST:
        return render(request, template, {"form": form_class(initial=request.POST.dict()), **context})
    form = form_class(request.POST)
    if not form.is_valid():
        return page_again(request, template, {"form": form, **context})
    try:
        receipt = submit(form.report(), source=source, key=form.cleaned_data["key"], by=by, now=now)
    except (ContactNeeded, PhoneInvalid) as refusal:
        form.add_error("phone", str(refusal))
        return page_again(request, template, {"form": form, **context})
    except Refusal as refusal:
        return page_again(request, template, {"form": form, **context}, refusal)
    proofs.keep_receipt(request.session, receipt.code, receipt.pin, now)
    if by is REQUESTER:  # who takes a report down for somebody else has proved nothing
        proofs.remember(request.session, receipt.code, now)
    return redirect("intake:receipt")


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
    context = {"receipt": kept, "matter": matter, "promises": promises(running_clocks(matter), now)}
    return render(request, "intake/receipt.html", context)


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
