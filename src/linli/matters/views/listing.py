from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import area_named, children, city_code
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.matters.models import Matter
from linli.matters.policies import ENDED, Status
from linli.matters.queries import Filters, work_list
from linli.matters.sentences import Lamp, lamp
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission

SHOW = [
    ("open", lazy("All open ones")),
    ("mine", lazy("Mine and my unit's")),
    ("all", lazy("Closed ones too")),
]


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(label=lazy("Words or case code"), required=False, max_length=100)
    show = forms.ChoiceField(label=lazy("Show"), choices=SHOW, required=False)
    status = forms.ChoiceField(label=lazy("State"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False)
    area = forms.ChoiceField(label=lazy("Place"), required=False)
    late = forms.BooleanField(label=lazy("Only late ones"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")
        everything = ("", _("All"))
        states = [(state.value, state.label) for state in Status if state is not Status.DRAFT]
        self._choices("status", [everything, *states])
        self._choices("kind", [everything, *((top.code, top.name) for top in kinds().children_of())])
        self._choices("area", [everything, *place_choices()])

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def place_choices() -> list[Any]:
    """Return the city's counties and, in a group for each, their townships, from memory."""
    try:
        counties = children(city_code())
    except Refusal:
        return []
    return [
        (
            county.name,
            [(county.code, county.name), *((each.code, each.name) for each in children(county.code))],
        )
        for county in counties
    ]


@dataclass(frozen=True)
class Row:
    """One matter in the list."""

    matter: Matter
    kind: str
    place: str
    lamp: Lamp


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """The work list: open matters by the clock that runs out first, all others by registration."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = work_list(viewer, filters_of(asked, viewer, now), cursor=request.GET.get("cursor", ""))
    rows = [row_of(each, now) for each in page.rows]
    context = {
        "form": form,
        "rows": rows,
        "next": _next(request, page.next_cursor),
        "is_narrowed": any(asked.values()),
    }
    return render(request, "matters/list.html", context)


def filters_of(asked: dict[str, Any], viewer: Viewer, now: datetime) -> Filters:
    status = (Status(asked["status"]),) if asked.get("status") else ()
    show, mine = asked.get("show") or "open", asked.get("show") == "mine"
    units = {unit for grant in viewer.grants for unit in grant.unit_ids} if mine else ()
    return Filters(
        words=asked.get("q", ""),
        status=status,
        kind=asked.get("kind", ""),
        area=significant_prefix(asked["area"]) if asked.get("area") else "",
        late_at=now if asked.get("late") else None,
        is_open=show != "all" and not ENDED.intersection(status),
        account=viewer.account_id if mine else None,
        units=tuple(sorted(units)),
    )


def row_of(matter: Matter, now: datetime) -> Row:
    kind = kinds().get(matter.kind_code)
    return Row(matter, kind.name if kind else "", place_of(matter.area_code), lamp_of(matter, now))


def lamp_of(matter: Matter, now: datetime) -> Lamp:
    return lamp(matter.next_due_at, now)


def place_of(area_code: str) -> str:
    try:
        return area_named(area_code).full_name
    except Refusal:
        return area_code


def _next(request: HttpRequest, cursor: str) -> str:
    """Return the query string of the next page, empty on the last."""
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return query.urlencode()
