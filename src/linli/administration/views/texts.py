from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.administration.forms_of_texts import LetterTextForm, NoticeTextForm, ReplyTextForm
from linli.administration.queries import coming, next_day, plain, standing
from linli.administration.views.rules import preview, who_may
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.letters.policies import Document, LetterKind
from linli.letters.rules import TEMPLATES_OF, LetterNumbers, LetterTemplate
from linli.letters.samples import sample_document
from linli.matters.policies.templates import FACTS, MatterTemplates, TextTemplate
from linli.notices.policies import NoticeRule, NoticeRules
from linli.notices.views.preview import looks
from linli.people.queries import names_by_code


def sample_facts() -> dict[str, str]:
    """Return invented facts, one for each gap of a text."""
    facts = {
        "code": "990100202603100001",
        "title": _("The lamp in front of building 3 is out"),
        "place": _("Willow Community, building 3"),
        "kind": _("Street lamps"),
        "unit": _("The street office"),
        "registered_on": "2026-03-10",
        "result": _("The lamp was replaced on the same evening"),
    }
    return {name: facts[name] for name in FACTS}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All texts of the city: for answers, for letters, for notices."""
    now = timezone.now()
    who_may(request, now)
    today = city_day(now)
    replies = standing(MatterTemplates, today)
    facts = sample_facts()
    context = {
        "replies": [(each, each.filled(facts)) for each in replies.value.templates] if replies else [],
        "letters": [
            (kind, list(found.value.templates.items()))
            for kind, rule in TEMPLATES_OF.items()
            if (found := standing(rule, today))
        ],
        "coming": coming(MatterTemplates, today),
        "notices": _notices(today),
    }
    return render(request, "administration/texts.html", context)


def _notices(day: date) -> Iterable[NoticeRule]:
    found = standing(NoticeRules, day)
    return sorted(found.value.rules, key=lambda each: each.event) if found else ()


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, code: str = "") -> HttpResponse:
    """Change a text for answers, or write a new one. Sent, nothing is set yet."""
    now = timezone.now()
    who_may(request, now)
    today = city_day(now)
    found = standing(MatterTemplates, today)
    texts = {each.code: each for each in found.value.templates} if found else {}
    if code and code not in texts:
        raise Http404
    text = texts.get(code)
    form = ReplyTextForm(
        request.POST if request.method == "POST" else None, of=text, earliest=next_day(today)
    )
    shown = text.filled(sample_facts()) if text else ""
    context = {"form": form, "text": text, "shown": shown, "coming": coming(MatterTemplates, today)}
    if request.method == "GET":
        return render(request, "administration/reply_text.html", context)
    drops = text is not None and request.POST.get("drop") == "yes"
    if not form.is_valid():
        return page_again(request, "administration/reply_text.html", context)
    try:
        return _reply_preview(request, form, code or form.cleaned_data["code"], drops, now)
    except Refusal as refusal:
        return page_again(request, "administration/reply_text.html", context, refusal)


def _reply_preview(
    request: HttpRequest, form: ReplyTextForm, code: str, drops: bool, now: datetime
) -> HttpResponse:
    day = form.cleaned_data["valid_from"]
    stands = standing(MatterTemplates, day)
    rows = list(plain(stands.value)["templates"]) if stands else []
    places = [place for place, row in enumerate(rows) if row["code"] == code]
    if drops:
        rows = [row for row in rows if row["code"] != code]
    elif places:
        rows[places[0]] = form.answer()
    else:
        rows.append(form.answer())
    more: dict[str, Any] = {"back": "administration:texts"}
    if not drops:
        value = {"templates": rows}
        texts = _readable(value)
        more["text_look"] = texts[code].filled(sample_facts()) if code in texts else ""
        return preview(request, MatterTemplates, value, day, now, form, **more)
    return preview(request, MatterTemplates, {"templates": rows}, day, now, **more)


def _readable(value: dict[str, Any]) -> dict[str, TextTemplate]:
    """Return the texts that can be read; what is wrong with the others, `preview` says."""
    try:
        return {each.code: each for each in MatterTemplates.model_validate(value).templates}
    except ValueError:
        return {}


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Change the text of a letter, with a look at a sample. Sent, nothing is set yet."""
    now = timezone.now()
    who_may(request, now)
    today = city_day(now)
    if kind not in LetterKind.values:
        raise Http404
    which = LetterKind(kind)
    rule = TEMPLATES_OF[which]
    found = standing(rule, today)
    text = found.value.templates.get(name) if found else None
    if text is None:
        raise Http404
    form = LetterTextForm(
        request.POST if request.method == "POST" else None, of=text, earliest=next_day(today)
    )
    context = {
        "form": form,
        "text": text,
        "kind": which,
        "key": rule.key,
        "document": sample_of(text, which, today),
        "coming": coming(rule, today),
    }
    if request.method == "GET":
        return render(request, "administration/letter_text.html", context)
    if not form.is_valid():
        return page_again(request, "administration/letter_text.html", context)
    day = form.cleaned_data["valid_from"]
    stands = standing(rule, day)
    value = plain(stands.value if stands else None)
    value["templates"][name] |= form.answer()
    try:
        look = _letter_look(rule, value, name, which, day)
        return preview(request, rule, value, day, now, form, document=look, back="administration:texts")
    except Refusal as refusal:
        return page_again(request, "administration/letter_text.html", context, refusal)


def _letter_look(rule: Any, value: dict[str, Any], name: str, kind: LetterKind, day: date) -> Document | None:
    try:
        text: LetterTemplate = rule.model_validate(value).templates[name]
    except ValueError:  # `preview` says what is wrong
        return None
    return sample_of(text, kind, day)


def sample_of(text: LetterTemplate, kind: LetterKind, day: date) -> Document | None:
    """Return the sample letter; None where the city numbers no letters of its issuer. One query."""
    numbers = standing(LetterNumbers, day)
    if numbers is None:
        return None
    try:
        return sample_document(
            text, kind, numbers.value, names_by_code([text.sample.issuer, text.sample.addressee])
        )
    except Refusal:
        return None


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, event: str, audience: str, channel: str) -> HttpResponse:
    """Change the words of a notice. Sent, nothing is set yet."""
    now = timezone.now()
    who_may(request, now)
    today, key = city_day(now), (event, audience, channel)
    line = next((each for each in _notices(today) if _key(each) == key), None)
    if line is None:
        raise Http404
    words = ("subject_zh", "text_zh", "subject_en", "text_en")
    first = {name: getattr(line, name) for name in words} | {"valid_from": next_day(today)}
    form = NoticeTextForm(request.POST if request.method == "POST" else None, initial=first)
    context = {
        "form": form,
        "line": line,
        "looks": looks(line, now),
        "coming": coming(NoticeRules, today),
    }
    if request.method == "GET":
        return render(request, "administration/notice_text.html", context)
    if not form.is_valid():
        return page_again(request, "administration/notice_text.html", context)
    day = form.cleaned_data["valid_from"]
    stands = standing(NoticeRules, day)
    value = plain(stands.value if stands else None)
    value["rules"] = [
        row | form.answer() if (row["event"], row["audience"], row["channel"]) == key else row
        for row in value["rules"]
    ]
    try:
        shown = looks(line.model_copy(update=form.answer()), now)
        return preview(request, NoticeRules, value, day, now, form, looks=shown, back="administration:texts")
    except Refusal as refusal:
        return page_again(request, "administration/notice_text.html", context, refusal)


def _key(line: NoticeRule) -> tuple[str, str, str]:
    return line.event, line.audience, line.channel.value
