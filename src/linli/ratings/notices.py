"""What the letters about ratings say: which rule, which facts, by when to put them right, and how to appeal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.letters.actions.drafting import draft
from linli.letters.models import Letter
from linli.letters.policies import LetterKind
from linli.people.models import Unit
from linli.people.queries import unit_coded
from linli.ratings.models import Label
from linli.ratings.policies.scheme import Notice, Scheme
from linli.ratings.queries.results import Why, why
from linli.ratings.queries.schemes import kinds_on

CHINESE = "zh-hans"
RUNGS = {LetterKind.SUPERVISION_ORDER: 2}
"""Level of the ladder at which a supervision order about a rating stands."""


def write_letter(label: Label, scheme: Scheme, notice: Notice, *, by: Actor, now: datetime) -> Letter | None:
    """Draft the letter of a step to the body's own unit, else to the office of its place. It is issued by people.

    None where there is no unit to write to, or where it would go to the issuer itself.
    """
    addressee = addressee_of(label)
    if not scheme.issuer or addressee is None:
        return None
    issuer = unit_coded(scheme.issuer)
    explained = why(label.run, label.entity)
    if explained is None or addressee.pk == issuer.pk:
        return None
    with override(CHINESE):
        facts = _facts(label, scheme, explained, notice.letter, now)
    last_day = city_day(due_at(now, notice.rectify_within, working_calendar()))
    return draft(
        kind=notice.letter,
        issuer=issuer,
        addressee=addressee,
        facts=facts,
        about=label,
        due=last_day,
        by=by,
        now=now,
    )


def addressee_of(label: Label) -> Unit | None:
    """Return the body's own unit, else the office of the smallest area around it that has one."""
    if label.entity.unit is not None:
        return label.entity.unit
    code = label.area_code
    codes = [code, code[:9] + "000", code[:6] + "000000", code[:4] + "00000000"]
    kinds = (
        "villagers_committee",
        "residents_committee",
        "street_office",
        "township_government",
        "government",
    )
    rows = Unit.objects.filter(is_active=True, area_code__in=codes, kind__in=kinds).order_by(
        "-area_code", "pk"
    )
    return rows.first()


def _facts(label: Label, scheme: Scheme, explained: Why, kind: LetterKind, now: datetime) -> dict[str, Any]:
    kinds = kinds_on(city_day(now)).kinds
    step = scheme.steps[label.step]
    grounds = [
        gettext("%(kind)s, %(day)s, %(evidence)s")
        % {
            "kind": kinds[line.kind].name if line.kind in kinds else line.kind,
            "day": line.fact.happened_on.isoformat(),
            "evidence": line.fact.evidence,
        }
        for each in explained.dimensions
        for line in each.facts
    ]
    unmet = [str(each.dimension.name) for each in explained.dimensions if each.facts]
    told = {
        "name": label.entity.name,
        "scheme": str(scheme.name),
        "period": label.run.period,
        "step": str(step.name),
        "colour": step.colour.label,
        "unmet": "、".join(unmet),
        "code": label.code,
        "entity": label.entity.code,
        "days": str(scheme.appeal_within),
    }
    situation = (
        gettext("In %(scheme)s of %(period)s, %(name)s stands at %(step)s (%(colour)s).") % told
        + "\n"
        + "\n".join(grounds)
    )
    redress = (
        gettext(
            "Whoever finds this wrong may appeal on the page of ratings with the code %(code)s and %(entity)s."
        )
        % told
    )
    measures = [gettext("Put right what is named above and report it.") % told, redress]
    subject = gettext("%(scheme)s of %(name)s: %(step)s") % told
    common: dict[str, Any] = {"subject": subject}
    if kind is LetterKind.ADVISORY:
        return {**common, "period": label.run.period, "situation": situation, "suggestions": measures}
    if kind is LetterKind.WARNING:
        missed = gettext("Not met: %(unmet)s.") % told
        consequence = gettext("What is not put right in time is followed by a supervision order.")
        return {
            **common,
            "situation": situation,
            "missed": missed,
            "measures": measures,
            "consequence": consequence,
        }
    earlier = gettext("Rated %(step)s in %(period)s.") % told
    return {**common, "rung": RUNGS[kind], "matter": situation, "earlier": earlier, "requirements": measures}
