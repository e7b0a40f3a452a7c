"""What the pages of meetings, deliberations and sharing have in common: a list, a form, one record with its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.community.access import units_acted_for
from linli.community.errors import ActsForNobody, UnknownStep
from linli.core.actor import Actor
from linli.core.errors import Incomplete, Refusal
from linli.core.pages import page_again
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.policies import Permission

PAGE = 30
MOST_PAGES = 1_000


@dataclass(frozen=True)
class Step:
    """A step that may be taken now, with its form."""

    verb: Any
    form: forms.Form
    url: str
    is_open: bool = False
    is_danger: bool = False

    @property
    def takes_position(self) -> bool:
        return hasattr(self.form, "point")


@dataclass(frozen=True)
class Entry:
    """One thing in a list."""

    title: str
    url: str
    status: str
    is_done: bool
    hints: Sequence[str]
    is_late: bool = False


@dataclass(frozen=True)
class Block:
    """One part of a record: a demand, a position, a decision."""

    title: str
    status: str = ""
    text: str = ""
    hints: Sequence[str] = ()
    steps: Sequence[Step] = ()
    is_late: bool = False


@dataclass(frozen=True)
class Record:
    """One meeting, deliberation or need, as its page shows it."""

    title: str
    status: str
    is_done: bool
    text: str
    facts: Sequence[tuple[str, str]]
    back: tuple[str, str]
    """Address and name of the list it stands in."""
    blocks_title: str = ""
    blocks: Sequence[Block] = ()
    steps: Sequence[Step] = ()
    timeline: Sequence[Any] = ()
    matter: str = ""
    notes: Sequence[tuple[str, str]] = field(default_factory=tuple)


def show_record(request: HttpRequest, record: Record, refusal: Refusal | None = None) -> HttpResponse:
    context = {"record": record}
    if refusal is not None:
        return page_again(request, "community/record.html", context, refusal)
    return render(request, "community/record.html", context)


def page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(1, min(int(asked), MOST_PAGES)) if asked.isascii() and asked.isdecimal() else 1


def page_of(rows: QuerySet[Any], number: int) -> tuple[list[Any], int | None]:
    """Return a page of rows, and the number of the next; None on the last. One query."""
    first = (number - 1) * PAGE
    found = list(rows[first : first + PAGE + 1])
    return found[:PAGE], number + 1 if len(found) > PAGE else None


def own_units(viewer: Viewer, permission: Permission) -> list[Unit]:
    """Return the units for which the viewer may do this. Raises ActsForNobody."""
    numbers = units_acted_for(viewer, permission)
    found = list(Unit.objects.filter(pk__in=numbers, is_active=True).order_by("-path"))
    if not found:
        raise ActsForNobody
    return found


def actor(viewer: Viewer, permission: Permission, unit: int) -> Actor:
    """Return who the journal names: the person, for the unit whose step it is."""
    by = viewer.actor_for(permission)
    return Actor(by.kind, by.account, unit, by.role)


def ask_new(
    request: HttpRequest, title: str, lead: str, form: forms.Form, make: Callable[[], Model], target: str
) -> HttpResponse:
    """Show a form for something new; sent, make it and go to its page."""
    context = {"title": title, "lead": lead, "form": form}
    if request.method == "GET":
        return render(request, "community/new.html", context)
    if not form.is_valid():
        return page_again(request, "community/new.html", context)
    try:
        made = make()
    except Refusal as refusal:
        return page_again(request, "community/new.html", context, refusal)
    messages.success(request, _("It is written down."))
    return redirect(target, made.pk) if "list" not in target else redirect(target)


def take_step(
    request: HttpRequest,
    label: str,
    form: forms.Form,
    act: Callable[..., None],
    again: Callable[[Refusal | None], HttpResponse],
    back: str,
) -> HttpResponse:
    """Take a step with a sent form, or show the page again with what was typed."""
    if not form.is_valid():
        return again(Incomplete())
    try:
        act(**form.cleaned_data)
    except Refusal as refusal:
        return again(refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": label})
    return redirect(back)


def known(verb: str, values: Sequence[str]) -> str:
    """Raises UnknownStep."""
    if verb not in values:
        raise UnknownStep(verb=verb)
    return verb


def address(name: str, *parts: Any) -> str:
    return reverse(f"community:{name}", args=parts)
