"""Names and reasons of warnings, in the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.areas.errors import BadCode, UnknownArea
from linli.areas.queries import area_named
from linli.catalogue.queries import kinds
from linli.core.errors import Sentence
from linli.core.moments import day_words
from linli.warnings.models import EarlyWarning
from linli.warnings.policies.rules import Detector, Family


def place_name(area_code: str) -> str:
    """Return the name of a place, its code where nothing is known of it. From memory."""
    try:
        return area_named(area_code).name
    except (BadCode, UnknownArea):
        return area_code


def kind_name(kind_code: str) -> str:
    known = kinds()
    return str(known[kind_code].name) if kind_code in known else kind_code


def title_of(row: EarlyWarning) -> str:
    return _("%(place)s: %(kind)s") % {"place": place_name(row.area_code), "kind": kind_name(row.kind_code)}


def figure(value: float) -> str:
    """Return a number without digits that say nothing."""
    return number_format(round(value, 1), decimal_pos=0 if float(value).is_integer() or value >= 100 else 1)


def reason_of(row: EarlyWarning) -> str:
    """Return in a sentence or two why it was raised."""
    match Family(row.family):
        case Family.SERIES:
            return _series_reason(row)
        case Family.INDEX:
            return _index_reason(row)
        case Family.SCAN:
            return _scan_reason(row)


def _series_reason(row: EarlyWarning) -> str:
    week = date.fromisoformat(row.evidence["since"])
    count = int(row.value)
    return ngettext(
        "In the week from %(week)s %(count)d matter about “%(kind)s” came from %(place)s. "
        "Up to %(bound)s had been usual (%(detector)s).",
        "In the week from %(week)s %(count)d matters about “%(kind)s” came from %(place)s. "
        "Up to %(bound)s had been usual (%(detector)s).",
        count,
    ) % {
        "week": day_words(week),
        "count": count,
        "kind": kind_name(row.kind_code),
        "place": place_name(row.area_code),
        "bound": figure(row.threshold),
        "detector": Detector(row.detector).label,
    }


def _index_reason(row: EarlyWarning) -> str:
    parts = {name: (value, points) for name, value, points in row.evidence["parts"]}
    return _(
        "The index of “%(kind)s” at %(place)s stands at %(value)s of 100; a warning begins at %(line)s. "
        "%(times)s times the usual number came, about %(affected)s people are concerned, half of it is older than "
        "%(age)s days, and %(share)s%% is not solved."
    ) % {
        "kind": kind_name(row.kind_code),
        "place": place_name(row.area_code),
        "value": figure(row.value),
        "line": figure(row.threshold),
        "times": figure(parts["count"][0]),
        "affected": figure(parts["affected"][0]),
        "age": figure(parts["age"][0]),
        "share": figure(parts["unresolved"][0] * 100),
    }


def _scan_reason(row: EarlyWarning) -> str:
    said = row.evidence
    names = _(", ").join(place_name(area) for area in said["zone"])
    return _(
        "In the last %(weeks)s weeks %(count)s matters about “%(kind)s” came from neighbouring places together "
        "(%(names)s); %(expected)s were to be expected. Chance brings as much in less than %(chance)s of cases."
    ) % {
        "weeks": said["weeks"],
        "count": int(row.value),
        "kind": kind_name(row.kind_code),
        "names": names,
        "expected": figure(said["expected"]),
        "chance": f"{max(said['chance'], 0.0001):.2%}",
    }


def also_of(row: EarlyWarning) -> list[str]:
    """Return what other families see at the same place."""
    return [
        _("%(family)s: %(value)s, a warning begins at %(line)s")
        % {
            "family": Family(each["family"]).label,
            "value": figure(each["value"]),
            "line": figure(each["threshold"]),
        }
        for each in row.evidence.get("also", ())
    ]


PARTS: dict[str, Sentence] = {
    "count": gettext_lazy("matters, times the usual number"),
    "affected": gettext_lazy("people concerned"),
    "age": gettext_lazy("days, the middle age"),
    "unresolved": gettext_lazy("share that is not solved"),
}
